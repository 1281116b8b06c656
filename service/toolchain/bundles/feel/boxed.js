// Boxed expressions of DMN: each kind of logic as a function of a scope.
import { equals, meets, order } from './compare.js'
import { closure, Scope } from './interpret.js'
import { elements } from './iterate.js'
import { invoke } from './functions.js'
import { note } from './notes.js'
import { readType } from './types.js'
import { Range, isContext } from './values.js'

// `run` is the run of one decision: run.value(text, scope) and run.holds(test, value, scope) evaluate FEEL, run.record notes what a
// table matched, run.refuse stops it.
export function evaluate (logic, scope, run) {
  return KINDS[logic.kind](logic, scope, run)
}

const KINDS = {
  empty: (logic, scope, run) => run.attempted(() => note('empty'), ''),
  literal: (logic, scope, run) => run.value(logic.text, scope),
  external: (logic, scope, run) => run.attempted(() => note('external'), logic.text),
  list: (logic, scope, run) => logic.items.map((each) => evaluate(each, scope, run)),
  relation: (logic, scope, run) => logic.rows.map((row) => Object.fromEntries(row.map((each, at) => [logic.columns[at], evaluate(each, scope, run)]))),
  table,
  context (logic, scope, run) {
    const made = Object.create(null)
    const inside = new Scope(made, scope)
    for (const each of logic.entries) {
      const value = run.fitted(evaluate(each.logic, inside, run), each.type, each.name || 'The result')
      if (!each.name) return value
      made[each.name] = value
    }
    return made
  },
  function (logic, scope, run) {
    const types = logic.parameters.map((each) => each.type ? readType(each.type, scope.types) : null)
    return closure(logic.parameters.map((each) => each.name), types, (given) => evaluate(logic.body, new Scope(given, scope), run))
  },
  invocation (logic, scope, run) {
    const callee = evaluate(logic.callee, scope, run)
    const named = Object.fromEntries(logic.bindings.map((each) => [each.name, evaluate(each.logic, scope, run)]))
    return invoke(callee, [], named)
  },
  conditional (logic, scope, run) {
    const test = evaluate(logic.if, scope, run)
    if (test !== null && typeof test !== 'boolean') return null
    return evaluate(test === true ? logic.then : logic.else, scope, run)
  },
  filter (logic, scope, run) {
    const from = evaluate(logic.in, scope, run)
    if (from === null) return null
    const list = Array.isArray(from) ? from : [from]
    if (logic.match.kind === 'literal' && /^\s*-?\d+\s*$/.test(logic.match.text)) return list.at(Number(logic.match.text) - (Number(logic.match.text) > 0 ? 1 : 0)) ?? null
    return list.filter((each) => evaluate(logic.match, new Scope({ ...(isContext(each) ? each : {}), item: each }, scope), run) === true)
  },
  for (logic, scope, run) {
    const list = domain(logic, scope, run)
    if (list === null) return null
    const partial = []
    for (const each of list) partial.push(evaluate(logic.body, new Scope({ [logic.name]: each, partial }, scope), run))
    return partial
  },
  some: (logic, scope, run) => judged(logic, scope, run, true),
  every: (logic, scope, run) => judged(logic, scope, run, false)
}

const domain = (logic, scope, run) => elements(evaluate(logic.in, scope, run))

function judged (logic, scope, run, decisive) {
  const list = domain(logic, scope, run)
  if (list === null) return null
  const answers = list.map((each) => evaluate(logic.body, new Scope({ [logic.name]: each }, scope), run))
  if (answers.includes(decisive)) return decisive
  return answers.every((each) => typeof each === 'boolean') ? !decisive : null
}

// ---- decision tables --------------------------------------------------------------------------------------------------

function table (logic, scope, run) {
  const values = logic.inputs.map((each) => run.value(each.expression, scope))
  const hits = []
  for (const rule of logic.rules) {
    if (!rule.tests.every((test, column) => run.holds(test, values[column], scope))) continue
    hits.push({ rule, outputs: rule.outputs.map((text) => run.value(text, scope)) })
    if (logic.policy === 'F') break
  }
  if (logic.policy === 'P' || logic.policy === 'O') sortByPriority(logic, hits, scope, run)
  run.record(logic, values, (logic.policy === 'P' ? hits.slice(0, 1) : hits).map(({ rule }) => rule))
  return result(logic, hits, scope, run)
}

function sortByPriority (logic, hits, scope, run) {
  const orders = logic.outputs.map((each) => each.allowed ? run.value(`[${each.allowed}]`, scope) : [])
  const rank = (list, value) => { const at = list.findIndex((each) => equals(each, value) === true || (each instanceof Range && meets(each, value) === true)); return at < 0 ? list.length : at }
  const ranks = new Map(hits.map((hit) => [hit, hit.outputs.map((value, at) => rank(orders[at], value))]))
  hits.sort((a, b) => {
    const [one, other] = [ranks.get(a), ranks.get(b)]
    const at = one.findIndex((each, index) => each !== other[index])
    return at < 0 ? 0 : one[at] - other[at]
  })
}

function result (logic, hits, scope, run) {
  const rules = hits.map(({ rule }) => rule.number)
  if (logic.policy === 'U' && hits.length > 1) run.refuse('overlap', rules)
  if (logic.policy === 'A' && hits.some(({ outputs }) => equals(outputs, hits[0].outputs) !== true)) run.refuse('disagree', rules)
  if (logic.aggregation && (hits.length > 0 || !logic.outputs[0].default)) return aggregate(logic.aggregation, hits.map(({ outputs }) => outputs[0]))
  if (hits.length === 0) {
    const defaults = logic.outputs.map((each) => each.default ? run.value(each.default, scope) : null)
    if (defaults.some((each) => each !== null)) return shaped(logic, defaults)
    return 'ROC'.includes(logic.policy) ? [] : null
  }
  if ('ROC'.includes(logic.policy)) return hits.map(({ outputs }) => shaped(logic, outputs))
  return shaped(logic, hits[0].outputs)
}

const shaped = (logic, outputs) => outputs.length === 1 ? outputs[0] : Object.fromEntries(outputs.map((value, at) => [logic.outputs[at].name, value]))

function aggregate (kind, values) {
  if (kind === 'COUNT') return values.length
  const known = values.filter((each) => each !== null)
  if (known.length === 0) return null
  if (kind === 'SUM') return known.every((each) => typeof each === 'number') ? known.reduce((sum, each) => sum + each, 0) : null
  return known.reduce((found, each) => order(each, found) === (kind === 'MIN' ? -1 : 1) ? each : found)
}
