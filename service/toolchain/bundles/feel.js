// FEEL for the sandbox: everything that Python asks goes through run(), JSON in and JSON out.
import { freeNames } from './feel-names.js'
import './feel/builtins-text.js'
import './feel/builtins-numbers.js'
import './feel/builtins-lists.js'
import './feel/builtins-contexts.js'
import './feel/builtins-ranges.js'
import { clockFrom, holidaysFrom } from './feel/builtins-clock.js'
import { defineRange } from './feel/builtins-conversion.js'
import { Run } from './feel/decide.js'
import { Refusal, attempt, compiled, explain, spacedFunctions } from './feel/evaluate.js'
import { builtins } from './feel/functions.js'
import { Scope } from './feel/interpret.js'
import { tree } from './feel/parse.js'
import { readDate, readDateTime } from './feel/temporal.js'
import { toText } from './feel/text.js'
import { isContext, isDay, textOf, typeOf } from './feel/values.js'

const ISO = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/
const PLAIN = /^[A-Za-z_]\w*$/
const PROGRAMS = 200

defineRange((text) => compiled('expression', text)(new Scope({})))

// ---- values in and out ----------------------------------------------------------------------------------------------

function temporal (text) {
  const value = text.includes('T') ? readDateTime(text, { short: true }) : readDate(text)
  return value === null ? text : Object.assign(value, { iso: text })
}

// Returns the value with ISO texts read as dates; notes in `seen` whether every key is a plain identifier.
function read (value, seen) {
  if (typeof value === 'string') return value.length >= 10 && value.length <= 35 && ISO.test(value) ? temporal(value) : value
  if (Array.isArray(value)) return value.map((each) => read(each, seen))
  if (value === null || typeof value !== 'object') return value
  const result = {}
  for (const key of Object.keys(value)) {
    if (!PLAIN.test(key)) seen.plain = false
    if (key !== '__proto__') result[key] = read(value[key], seen)
  }
  return result
}

function write (value) {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(write)
  if (isDay(value)) return textOf(value) ?? toText(value)
  if (isContext(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, write(each)]))
  const type = typeOf(value)
  if (type === 'range' || type === 'function') throw new Error(`The result is a ${type}, which is not a value that can be kept`)
  return toText(value)
}

// What is only recorded may be anything.
function shown (value) {
  try {
    return write(value)
  } catch {
    return toText(value)
  }
}

// ---- running --------------------------------------------------------------------------------------------------------

function prepare (given) {
  const seen = { plain: true }
  const { __holidays__: days, ...rest } = given
  const context = read(rest, seen)
  holidaysFrom(days ?? [])
  clockFrom(isDay(context.now) && context.now.time ? context.now : null)
  return { context, plain: seen.plain }
}

// A context with names of several words is parsed anew each time: its keys at every depth steer the grammar.
function once (kind, expression, scope, plain) {
  return attempt(() => {
    const found = compiled(kind, expression, ...(plain ? [] : [unique(), () => scope.names]))(scope)
    return kind === 'test' ? found === true : write(found)
  }, expression)
}
let calls = 0
const unique = () => `#${calls++}`

const programs = new Map()

const actions = {
  evaluate ({ expressions, context: given }) {
    const { context, plain } = prepare(given)
    const scope = new Scope(context)
    return expressions.map((expression) => once('expression', expression, scope, plain))
  },
  tests ({ tests, context: given }) {
    const { context, plain } = prepare(given)
    return tests.map(([test, value]) => {
      const seen = { plain }
      const input = read(value, seen)
      return once('test', test, new Scope({ ...context, '?': input ?? null }), seen.plain)
    })
  },
  // A decision, or a decision service, with all it requires. A program is sent once and known by its key afterwards.
  decide ({ key, program: given, decision, service, context: values }) {
    if (given) {
      if (programs.size >= PROGRAMS) programs.clear()
      programs.set(key, given)
    }
    const program = programs.get(key)
    if (!program) return { unknown: true }
    const { context } = prepare(values)
    const run = new Run(program, context)
    const answer = attempt(() => service ? run.serve(service) : run.decision(decision), decision ?? service)
    if (answer.error !== undefined) return answer
    return { value: write(answer.value), made: run.made.map((each) => ({ ...each, output: shown(each.output), inputs: shown(each.inputs) })) }
  },
  check ({ kind, expression, names }) {
    try {
      compiled(kind, expression, unique(), () => Object.fromEntries((names ?? []).map((name) => [name, null])))
      return { error: null }
    } catch (error) {
      return { error: explain(error) }
    }
  },
  names ({ kind, expression, names }) {
    const known = { ...spacedFunctions, ...Object.fromEntries((names ?? []).map((name) => [name, null])) }
    return freeNames(tree(kind, expression, known).topNode, expression, (name) => builtins.has(name))
  }
}

export function run (action, payload) {
  try {
    return JSON.stringify(actions[action](JSON.parse(payload)))
  } catch (error) {
    if (error instanceof Refusal) return JSON.stringify(error.answer)
    throw error
  }
}
