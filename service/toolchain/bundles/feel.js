// FEEL for the sandbox: everything that Python asks goes through run(), JSON in and JSON out.
import { DateTime, Duration, IANAZone, Settings, SystemZone } from 'luxon'
import { InterpreterContext, builtins, getType, interpreter, isContext, parseExpression, parseUnaryTests, toString } from '@bpmn-io/feelin'
import { freeNames } from './feel-names.js'

const ISO_TEXT = Symbol.for('feel.isoText')
const ISO = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/
const PLAIN = /^[A-Za-z_]\w*$/
const LOCAL_ZONE = 'Europe/London'
const KEPT = 4000
const CHECKED_ROOTS = { pack: 2, case: 2, actor: 2, answers: 3 }

// Times without a zone are the council's local time, wherever the server stands.
const local = IANAZone.create(LOCAL_ZONE)
Object.defineProperties(Object.getPrototypeOf(SystemZone.instance), {
  name: { get: () => LOCAL_ZONE },
  offset: { value: (ts) => local.offset(ts) },
  offsetName: { value: (ts, options) => local.offsetName(ts, options) }
})
Settings.defaultLocale = 'en-GB'

let clock = null
let holidays = new Set()
Settings.now = () => clock === null ? 0 : clock.toMillis()

// ---- values in and out ----------------------------------------------------------------------------------------------

function temporal (text) {
  const value = text.includes('T')
    ? DateTime.fromISO(text, { setZone: true })
    : DateTime.fromISO(text, { zone: 'utc' })
  if (!value.isValid) return text
  value[ISO_TEXT] = text
  return value
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
  if (typeof value !== 'object') return typeof value === 'function' ? refuse('function') : value
  if (Array.isArray(value)) return value.map(write)
  if (DateTime.isDateTime(value)) return writeTemporal(value)
  if (Duration.isDuration(value)) return toString(value)
  if (isContext(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, write(each)]))
  return refuse(getType(value))
}

function writeTemporal (value) {
  if (value[ISO_TEXT] !== undefined) return value[ISO_TEXT]
  const type = getType(value)
  if (type === 'date') return value.toISODate()
  if (type === 'time') return toString(value)
  return value.toISO({ suppressMilliseconds: true }).replace(/Z$/, '+00:00')
}

function refuse (type) {
  throw new Error(`The result is a ${type}, which is not a value that can be kept`)
}

// ---- the clock and working days -------------------------------------------------------------------------------------

function present () {
  if (clock === null) throw new Error('There is no clock here: now() and today() cannot be used')
  return clock
}

const asUtcDate = (local) => DateTime.utc(local.year, local.month, local.day)
// An instant given in UTC belongs to the local day; one with an offset of its own belongs to the day written there.
const dayOf = (value) => asUtcDate(getType(value) === 'date' || value.offset !== 0 ? value : value.setZone(SystemZone.instance))
const isWorkingDay = (day) => day.weekday < 6 && !holidays.has(day.toISODate())

function moment (value) {
  if (DateTime.isDateTime(value)) return value
  const given = typeof value === 'string' && ISO.test(value) ? temporal(value) : null
  return DateTime.isDateTime(given) ? given : null
}

function define (name, parameters, body) {
  body.$args = parameters
  builtins[name] = body
}

const builtinDate = builtins.date
define('date', builtinDate.$args, (...given) => {
  const only = given.filter((each) => each !== undefined)
  return only.length === 1 && DateTime.isDateTime(only[0]) ? dayOf(only[0]) : builtinDate(...given)
})
const builtinDateAndTime = builtins['date and time']
define('date and time', builtinDateAndTime.$args, (...given) => {
  const only = given.filter((each) => each !== undefined)
  const whole = only.length === 1 && DateTime.isDateTime(only[0]) && getType(only[0]) === 'date time'
  return whole ? only[0] : builtinDateAndTime(...given)
})
define('now', [], () => present())
define('today', [], () => dayOf(present()))

define('add working days', ['from', 'days'], (from, days) => {
  const start = moment(from)
  if (!start || !Number.isInteger(days)) return null
  const isDate = getType(start) === 'date'
  let day = isDate ? start : start.setZone(start.offset === 0 ? SystemZone.instance : start.zone)
  const step = days < 0 ? -1 : 1
  for (let left = Math.abs(days); left > 0;) {
    day = day.plus({ days: step })
    if (isWorkingDay(day)) left -= 1
  }
  return isDate ? day : day.setZone(start.zone)
})

// Counts the working days after `from` up to and including `to`: the n of add working days; negative backwards.
define('working days between', ['from', 'to'], (from, to) => {
  const [first, last] = [moment(from), moment(to)]
  if (!first || !last) return null
  const [start, end] = [dayOf(first), dayOf(last)]
  const [low, high] = start <= end ? [start, end] : [end, start]
  let count = 0
  for (let day = low.plus({ days: 1 }); day <= high; day = day.plus({ days: 1 })) if (isWorkingDay(day)) count += 1
  return start <= end ? count : -count
})

for (const [name, wins] of [['min', (a, b) => a < b], ['max', (a, b) => a > b]]) {
  const numbers = builtins[name]
  define(name, ['...list'], (...given) => {
    const list = given.length === 1 && Array.isArray(given[0]) ? given[0] : given
    const kinds = new Set(list.map((each) => DateTime.isDateTime(each) ? 'temporal' : getType(each)))
    const ordered = kinds.size === 1 && (kinds.has('temporal') || kinds.has('string'))
    return ordered ? list.reduce((best, each) => wins(each, best) ? each : best) : numbers(...given)
  })
}

const spacedFunctions = Object.fromEntries(Object.keys(builtins).filter((name) => name.includes(' ')).map((name) => [name, null]))

// ---- running --------------------------------------------------------------------------------------------------------

const kept = new Map()

function compile (kind, expression, context, plain) {
  const key = `${kind} ${expression}`
  const known = plain && kept.get(key)
  if (known) return known
  const warnings = new InterpreterContext()
  const names = plain ? spacedFunctions : { ...spacedFunctions, ...context }
  const { root } = kind === 'test'
    ? interpreter.unaryTest(expression, names, undefined, warnings)
    : interpreter.evaluate(expression, names, undefined, warnings)
  const compiled = { root, warnings }
  if (plain) {
    if (kept.size >= KEPT) kept.clear()
    kept.set(key, compiled)
  }
  return compiled
}

function missingIn (expression, warnings) {
  for (const { type, position } of warnings) {
    if (type === 'NO_VARIABLE_FOUND') return expression.slice(position.from, position.to)
    if (type === 'NO_CONTEXT_ENTRY_FOUND') {
      const [path] = /[\w.]+$/.exec(expression.slice(0, position.to)) ?? ['']
      const steps = path.split('.')
      if (CHECKED_ROOTS[steps[0]] <= steps.length) return path
    }
  }
  return null
}

const FAILURES = {
  FUNCTION_INVOCATION_FAILURE: 'A function is called with the wrong number of values',
  NO_FUNCTION_FOUND: 'Something is called that is not a function'
}
// What a thrown error says may hold values of the case, so only grammar errors are passed on as they are.
const explain = (error) => error.position !== undefined ? error.message
  : /^unsupported range/.test(error.message) ? 'These values cannot be compared or make a range'
    : /^(not implemented|The result|There is no clock)/.test(error.message) ? error.message : 'It could not be evaluated'

function once (kind, expression, context, plain, give = write) {
  try {
    const { root, warnings } = compile(kind, expression, context, plain)
    warnings.warnings = []
    const found = root(context)
    const value = kind === 'test' ? found(context['?'] ?? null) : found
    const missing = missingIn(expression, warnings.warnings)
    if (missing !== null) return { error: `“${missing}” does not exist`, missing }
    const failure = warnings.warnings.find(({ type }) => type in FAILURES)
    if (failure) return { error: FAILURES[failure.type] }
    return { value: kind === 'test' ? value === true : give(value) }
  } catch (error) {
    return { error: explain(error) }
  }
}

class Refusal extends Error {
  constructor (answer, expression) {
    super(answer.error)
    Object.assign(this, { missing: answer.missing, expression })
  }
}

function evaluated (expression, context, plain) {
  const answer = once('expression', expression, context, plain, (value) => value)
  if (answer.error !== undefined) throw new Refusal(answer, expression)
  return answer.value
}

const written = (expression, context, plain) => write(evaluated(expression, context, plain))

function holds (test, value, context, plain) {
  if (test === '-') return true
  const answer = once('test', test, { ...context, '?': value ?? null }, plain)
  if (answer.error !== undefined) throw new Refusal(answer, test)
  return answer.value
}

function prepare (given) {
  const seen = { plain: true }
  const { __holidays__: days, ...rest } = given
  const context = read(rest, seen)
  holidays = new Set(days ?? [])
  clock = DateTime.isDateTime(context.now) ? context.now : null
  return { context, plain: seen.plain }
}

const actions = {
  evaluate ({ expressions, context: given }) {
    const { context, plain } = prepare(given)
    return expressions.map((expression) => once('expression', expression, context, plain))
  },
  tests ({ tests, context: given }) {
    const { context, plain } = prepare(given)
    return tests.map(([test, value]) => {
      const seen = { plain }
      const input = read(value, seen)
      return once('test', test, { ...context, '?': input }, seen.plain)
    })
  },
  // A whole decision table: inputs, then rules from the first, each up to its first cell that does not hold.
  table ({ inputs, rules, lists, onlyFirst, context: given }) {
    const { context, plain } = prepare(given)
    const values = inputs.map((expression) => evaluated(expression, context, plain))
    const matched = []
    for (const [index, { tests, outputs }] of rules.entries()) {
      if (!tests.every((test, column) => holds(test, values[column], context, plain))) continue
      matched.push({ index, outputs: outputs.map((expression) => written(expression, context, plain)) })
      if (onlyFirst) break
    }
    return { inputs: values.map(write), matched, lists: lists.map((list) => written(list, context, plain)) }
  },
  check ({ kind, expression, names }) {
    try {
      compile(kind, expression, Object.fromEntries((names ?? []).map((name) => [name, null])), false)
      return { error: null }
    } catch (error) {
      return { error: explain(error) }
    }
  },
  names ({ kind, expression, names }) {
    const known = { ...spacedFunctions, ...Object.fromEntries((names ?? []).map((name) => [name, null])) }
    const tree = kind === 'test' ? parseUnaryTests(expression, known) : parseExpression(expression, known)
    return freeNames(tree, expression, (name) => Object.hasOwn(builtins, name))
  }
}

export function run (action, payload) {
  try {
    return JSON.stringify(actions[action](JSON.parse(payload)))
  } catch (error) {
    if (error instanceof Refusal) return JSON.stringify({ error: error.message, missing: error.missing, expression: error.expression })
    throw error
  }
}
