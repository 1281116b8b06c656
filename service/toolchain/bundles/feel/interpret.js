// Turns a parsed expression into a function of a scope. Nothing here is ever JavaScript of the diagram's.
import { arithmetic, negate } from './arithmetic.js'
import { equals, meets, order } from './compare.js'
import { builtins, invoke } from './functions.js'
import { iterate } from './iterate.js'
import { note, noting } from './notes.js'
import { read, readString } from './parse.js'
import { property } from './properties.js'
import { readAny } from './temporal.js'
import { UNFIT, fit, isInstance, readType } from './types.js'
import { Func, Range, entry, isContext } from './values.js'

// Where names are looked up, from the innermost out. `types` are the item definitions of a model.
export class Scope {
  constructor (names, parent = null, types = parent ? parent.types : {}) { Object.assign(this, { names, parent, types }) }
  find (name) {
    for (let scope = this; scope; scope = scope.parent) {
      const value = entry(scope.names, name)
      if (value !== undefined) return value
    }
    return undefined
  }
}

// Entries of these roots are told when they are missing, from this many steps on.
const CHECKED_ROOTS = { pack: 2, case: 2, actor: 2, answers: 3 }

export function compile (kind, expression, names) {
  const source = read(kind, expression, names)
  return new Compiler(source).node(source.top)
}

const allowed = new Map()
// Whether a value is among the allowed values of a type, which are a unary test.
export function allows (test, value) {
  if (!allowed.has(test)) allowed.set(test, compile('test', test, {}))
  return allowed.get(test)(new Scope({ '?': value }))
}

class Compiler {
  constructor (source) { this.source = source }

  node (node) {
    const make = NODES[node.name]
    if (!make) throw new Error(`not implemented: ${node.name}`)
    return make(this, node, children(node))
  }

  text (node) { return this.source.text.slice(node.from, node.to) }
  name (node) { return this.text(node).replace(/\s+/g, ' ') }
  type (node) { return this.source.typeText(node).replace(/\s+/g, ' ') }
  only (nodes) { return this.node(nodes.find((each) => NODES[each.name])) }
}

function children (node) {
  const found = []
  for (let child = node.firstChild; child; child = child.nextSibling) if (!/Comment$/.test(child.name)) found.push(child)
  return found
}

const both = (combine) => (c, node, [left, , right]) => {
  const [a, b] = [c.node(left), c.node(right)]
  return (scope) => combine(a(scope), b(scope))
}
const truth = (value) => typeof value === 'boolean' ? value : null
const constant = (value) => () => value

function variable (c, node) {
  const name = c.name(node)
  return (scope) => scope.find(name) ?? (scope.find(name) === null ? null : builtins.get(name) ?? note('variable', name))
}

// The function a call means: a variable that is no function does not hide the built-in of its name.
function called (c, node) {
  const value = c.node(node)
  if (node.name !== 'VariableName') return value
  const name = c.name(node)
  return (scope) => { const found = value(scope); return found instanceof Func || found instanceof Range ? found : builtins.get(name) ?? found }
}

function call (c, node, [target, ...rest]) {
  const callee = called(c, target)
  const parameters = rest.find((each) => /Parameters$/.test(each.name))
  if (parameters?.name === 'NamedParameters') {
    const pairs = children(parameters).map((each) => { const [key, value] = children(each); return [c.name(key), c.node(value)] })
    return (scope) => { const named = {}; for (const [key, value] of pairs) named[key] = value(scope); return apply(callee(scope), [], named) }
  }
  const values = parameters ? children(parameters).map((each) => c.node(each)) : []
  return (scope) => apply(callee(scope), values.map((value) => value(scope)))
}
const apply = (target, given, named) => target instanceof Range && given.length === 1 ? meets(target, given[0]) : invoke(target, given, named)

function path (c, node, [target, key]) {
  const value = c.node(target)
  const name = c.name(key)
  const text = c.text(node)
  const steps = text.split('.')
  const checked = /^[\w.]+$/.test(text) && CHECKED_ROOTS[steps[0]] <= steps.length
  const take = (from) => {
    if (checked && isContext(from) && entry(from, name) === undefined) return note('variable', text)
    return property(from, name)
  }
  return (scope) => { const from = value(scope); return Array.isArray(from) ? from.map(take) : take(from) }
}

const TESTS = new Set(['Comparison', 'Conjunction', 'Disjunction', 'QuantifiedExpression', 'InstanceOfExpression', 'SimplePositiveUnaryTest', 'BooleanLiteral'])

function filter (c, node, [target, , inner]) {
  const value = c.node(target)
  const test = c.node(inner)
  return (scope) => {
    const from = value(scope)
    if (from === null) return null
    const list = Array.isArray(from) ? from : [from]
    if (!TESTS.has(inner.name)) {
      const outside = inner.name === 'NumericLiteral' ? test(scope) : index(test, list, scope)
      if (typeof outside === 'number') return list[outside < 0 ? list.length + outside : outside - 1] ?? null
    }
    return list.filter((each) => {
      const found = test(new Scope({ ...(isContext(each) ? each : {}), item: each }, scope))
      return found === true || (found instanceof Range && inner.name === 'SimplePositiveUnaryTest' && meets(found, each) === true)
    })
  }
}
// A filter that gives a number is a position; what it reads may also be an entry of the elements, so the first is asked too.
function index (test, list, scope) {
  const first = list[0]
  return list.length ? test(new Scope({ ...(isContext(first) ? first : {}), item: first }, scope)) : noting(() => test(scope)).value
}

// x in tests: some test holds; with one test alone, what cannot be compared stays open.
function within (c, left, tests) {
  const value = c.node(left)
  const made = tests.map((each) => c.node(each))
  return (scope) => {
    const given = value(scope)
    const inside = new Scope({ '?': given }, scope)
    const found = made.map((test) => meets(test(inside), given))
    return found.includes(true) ? true : found.length === 1 ? found[0] : found.every((each) => each === null) ? null : false
  }
}

function comparison (c, node, parts) {
  const [left, operator, ...rest] = parts
  if (operator.name === 'in') {
    const list = rest.find((each) => each.name === 'PositiveUnaryTests')
    return within(c, left, list ? children(list) : [rest[0]])
  }
  const value = c.node(left)
  if (operator.name === 'between') {
    const [low, high] = [c.node(rest[0]), c.node(rest[2])]
    return (scope) => {
      const given = value(scope)
      const [from, to] = [order(given, low(scope)), order(given, high(scope))]
      return from === null || to === null ? null : from >= 0 && to <= 0
    }
  }
  const other = c.node(rest[0])
  const compare = COMPARE[c.text(operator)]
  return (scope) => compare(value(scope), other(scope))
}
const ordered = (holds) => (a, b) => { const found = order(a, b); return found === null ? null : holds(found) }
const COMPARE = {
  '=': equals,
  '!=': (a, b) => { const same = equals(a, b); return same === null ? null : !same },
  '<': ordered((found) => found < 0),
  '<=': ordered((found) => found <= 0),
  '>': ordered((found) => found > 0),
  '>=': ordered((found) => found >= 0)
}

function simpleTest (c, node, [operator, operand]) {
  if (operator.name === 'Interval') return c.node(operator)
  const value = c.node(operand)
  const form = c.text(operator)
  return (scope) => {
    const bound = value(scope)
    const [below, above] = [form[0] === '<', form[0] === '>']
    const included = form.endsWith('=') && form !== '!='
    return new Range(below ? null : bound, above ? null : bound, !below && included, !above && included, form)
  }
}

function interval (c, node, [open, low, high, close]) {
  const [from, to] = [c.node(low), c.node(high)]
  const [startIncluded, endIncluded] = [c.text(open) === '[', c.text(close) === ']']
  return (scope) => range(from(scope), to(scope), startIncluded, endIncluded)
}
export function range (start, end, startIncluded, endIncluded) {
  if (start !== null && end !== null && order(start, end) === null) return note('range')
  return new Range(start, end, start !== null && startIncluded, end !== null && endIncluded)
}

function functionDefinition (c, node, parts) {
  if (parts.some((each) => each.name === 'external')) return () => note('external')
  const formal = parts.find((each) => each.name === 'FormalParameters')
  const parameters = (formal ? children(formal) : []).map((each) => children(each))
  const names = parameters.map(([name]) => c.name(name))
  const texts = parameters.map(([, type]) => type ? c.type(type) : '')
  const body = c.node(parts.find((each) => each.name === 'FunctionBody'))
  return (scope) => closure(names, texts.map((text) => text ? readType(text, scope.types) : null), (given) => body(new Scope(given, scope)))
}

// A function whose parameters may have types: values that do not fit give null.
export function closure (names, types, run, result = null) {
  const call = (given) => {
    const values = Object.create(null)
    for (const [at, name] of names.entries()) {
      const value = types[at] ? fit(given[at], types[at], allows) : given[at]
      if (value === UNFIT) return note('arguments')
      values[name] = value ?? null
    }
    const found = run(values)
    const fitted = result ? fit(found, result, allows) : found
    return fitted === UNFIT ? null : fitted
  }
  return new Func(names, call, { parameters: types.map((each) => each ?? readType('Any')), result })
}

function context (c, node, parts) {
  const entries = parts.filter((each) => each.name === 'ContextEntry').map((each) => {
    const [key, value] = children(each)
    const [inner] = children(key)
    return [inner.name === 'StringLiteral' ? readString(c.text(inner)) : c.name(key), c.node(value)]
  })
  const unique = new Set(entries.map(([key]) => key)).size === entries.length
  return (scope) => {
    if (!unique) return null
    const made = {}
    const inside = new Scope(made, scope)
    for (const [key, value] of entries) Object.defineProperty(made, key, { value: value(inside), enumerable: true, configurable: true, writable: true })
    return made
  }
}

const first = (c, node, parts) => c.only(parts)

// A cell's test: a value is compared with the input, a condition of its own (? > 3) decides.
function cellTest (c, node, [inner]) {
  const test = c.node(inner)
  if (inner.name === 'BooleanLiteral') return (scope) => equals(test(scope), scope.find('?') ?? null)
  const named = inner.name === 'VariableName' || inner.name === 'PathExpression'
  return (scope) => { const found = test(scope); return typeof found === 'boolean' && !named ? found : meets(found, scope.find('?') ?? null) }
}

function unaryTests (c, node, parts) {
  const list = parts.find((each) => each.name === 'PositiveUnaryTests')
  if (!list) return constant(true)
  const tests = children(list).map((each) => cellTest(c, each, children(each)))
  const negated = parts[0].name === 'not'
  return (scope) => { const held = tests.map((test) => test(scope)).includes(true); return negated ? !held : held }
}

function number (c, node) {
  const value = Number(c.text(node).replace(/\s/g, ''))
  return constant(Number.isFinite(value) ? value : null)
}

const NODES = {
  Expression: first,
  FunctionBody: first,
  ParenthesizedExpression: first,
  Type: first,
  IterationContext: first,
  PositiveUnaryTest: first,
  UnaryTests: unaryTests,
  Disjunction: both((a, b) => truth(a) === true || truth(b) === true ? true : truth(a) === null || truth(b) === null ? null : false),
  Conjunction: both((a, b) => truth(a) === false || truth(b) === false ? false : truth(a) === null || truth(b) === null ? null : true),
  Comparison: comparison,
  SimplePositiveUnaryTest: simpleTest,
  Interval: interval,
  ArithmeticExpression (c, node, parts) {
    if (parts.length === 2) { const value = c.node(parts[1]); return (scope) => negate(value(scope)) }
    const [a, b, operate] = [c.node(parts[0]), c.node(parts[2]), arithmetic(c.text(parts[1]))]
    return (scope) => operate(a(scope), b(scope))
  },
  InstanceOfExpression (c, node, [value, , , type]) {
    const [given, text] = [c.node(value), c.type(type)]
    return (scope) => isInstance(given(scope), readType(text, scope.types))
  },
  IfExpression (c, node, parts) {
    const [test, yes, no] = [parts[1], parts[3], parts[5]].map((each) => c.node(each))
    return (scope) => test(scope) === true ? yes(scope) : no(scope)
  },
  ForExpression: (c, node, parts) => iterate(c, children, 'for', parts),
  QuantifiedExpression: (c, node, parts) => iterate(c, children, parts[0].name, parts),
  VariableName: variable,
  SpecialFunctionName: variable,
  BacktickIdentifier: (c, node) => { const name = c.text(node).replace(/`/g, ''); return (scope) => scope.find(name) ?? note('variable', name) },
  '?': () => (scope) => scope.find('?') ?? null,
  PathExpression: path,
  FilterExpression: filter,
  FunctionInvocation: call,
  DateTimeLiteral: (c, node, parts) => parts[0].name === 'AtLiteral' ? c.node(parts[0]) : call(c, node, parts),
  DateTimeConstructor: variable,
  AtLiteral: (c, node, [literal]) => constant(readAny(readString(c.text(literal)))),
  FunctionDefinition: functionDefinition,
  Context: context,
  List (c, node, parts) {
    const values = parts.slice(1, -1).map((each) => c.node(each))
    return (scope) => values.map((value) => value(scope))
  },
  NumericLiteral: number,
  StringLiteral: (c, node) => constant(readString(c.text(node))),
  BooleanLiteral: (c, node) => constant(c.text(node) === 'true'),
  null: () => constant(null)
}

