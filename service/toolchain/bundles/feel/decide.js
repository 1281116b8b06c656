// Runs a decision with all that it requires: one call for a whole requirements graph, values keep their types on the way.
import { evaluate } from './boxed.js'
import { freeNames } from '../feel-names.js'
import { Refusal, attempt, compiled, spacedFunctions } from './evaluate.js'
import { builtins } from './functions.js'
import { Scope, allows, closure } from './interpret.js'
import { tree } from './parse.js'
import { UNFIT, fit, readType } from './types.js'
import { Func, spaced, typeOf } from './values.js'

const PLAIN = /^[A-Za-z_]\w*$/

// program: { types, inputs, decisions, knowledge, services } by id, as the reader of DMN files makes them.
export class Run {
  constructor (program, given, { overrides = {}, made = [] } = {}) {
    Object.assign(this, { program, given, overrides, made, known: new Map() })
    this.base = new Scope(given, null, program.types)
  }

  decision (id) {
    if (id in this.overrides) return this.overrides[id]
    if (!this.known.has(id)) this.known.set(id, this.decided(id, this.program.decisions[id]))
    return this.known.get(id)
  }

  decided (id, decision) {
    const before = this.current
    this.current = { id, inputs: {}, matched: [], rules: 0 }
    const current = this.current
    try {
      const scope = this.scopeOf(decision)
      this.current = current
      const found = this.attempted(() => evaluate(decision.logic, scope, this), decision.name)
      const output = this.fitted(found, decision.type, decision.name)
      if (decision.logic.kind !== 'table') this.recordRead(decision, scope)
      this.made.push({ ...current, output })
      return output
    } finally {
      this.current = before
    }
  }

  // What a decision sees: the values given, its required inputs, decisions and knowledge under their names.
  scopeOf (decision) {
    const names = Object.create(null)
    for (const each of decision.requires) {
      const value = this.required(each)
      for (const path of each.paths) put(names, path, value)
    }
    return new Scope(names, this.base)
  }

  required ({ kind, id }) {
    if (kind === 'input') return this.input(this.program.inputs[id])
    if (kind === 'decision') return this.decision(id)
    return kind === 'service' ? this.service(id) : this.knowledge(id)
  }

  input ({ name, type }) {
    const value = Object.hasOwn(this.given, name) ? this.given[name] : Object.entries(this.given).find(([key]) => spaced(key) === spaced(name))?.[1]
    return value === undefined ? undefined : this.fitted(value, type, name, true)
  }

  knowledge (id) {
    const { parameters, logic, requires, type } = this.program.knowledge[id]
    const types = parameters.map((each) => each.type ? this.type(each.type) : null)
    const result = type ? this.type(type) : null
    const names = Object.create(null)
    const scope = new Scope(names, null, this.program.types)
    const function_ = closure(parameters.map((each) => each.name), types, (given) => evaluate(logic, new Scope(given, scope), this), result)
    for (const each of requires) if (each.id !== id) for (const path of each.paths) Object.defineProperty(names, path[0], { get: () => this.required(each), enumerable: true, configurable: true })
    names[this.program.knowledge[id].name] = function_
    return function_
  }

  // A decision service is a function of its input decisions and input data.
  service (id) {
    const service = this.program.services[id]
    const parameters = service.parameters.map(({ kind, id: of }) => ({ kind, id: of, ...(kind === 'input' ? this.program.inputs : this.program.decisions)[of] }))
    const types = parameters.map((each) => each.type ? this.type(each.type) : null)
    return closure(parameters.map((each) => each.name), types, (given) => {
      const overrides = Object.fromEntries(parameters.filter((each) => each.kind === 'decision').map((each) => [each.id, given[each.name]]))
      return new Run(this.program, given, { overrides, made: this.made }).outputs(service)
    }, service.type ? this.type(service.type) : null)
  }

  // Runs a service directly: what is given by the names of its parameters is all there is.
  serve (id) {
    const service = this.program.services[id]
    const given = service.parameters.map(({ kind, id: of }) => this.given[(kind === 'input' ? this.program.inputs : this.program.decisions)[of].name] ?? null)
    return this.service(id).call(given)
  }

  outputs (service) {
    const values = service.outputs.map((id) => [this.program.decisions[id].name, this.decision(id)])
    return values.length === 1 ? values[0][1] : Object.fromEntries(values)
  }

  type (text) { return readType(text, this.program.types) }

  fitted (value, type, name, fromText = false) {
    if (!type) return value
    const wanted = this.type(type)
    const found = fit(value, wanted, allows, fromText)
    if (found === UNFIT) throw new Refusal({ error: `“${name}” is not ${type} as declared`, expression: name })
    return found
  }

  // What boxed logic asks of a run:
  value (text, scope) {
    return this.attempted(() => compiled('expression', text, ...shapeOf(scope))(scope), text)
  }

  holds (test, value, scope) {
    if (test === '-' || test === '') return true
    const inside = new Scope({ '?': value ?? null }, scope)
    return this.attempted(() => compiled('test', test, ...shapeOf(scope))(inside), test) === true
  }

  attempted (action, expression) {
    const answer = attempt(action, expression)
    if (answer.error !== undefined) throw new Refusal(answer)
    return answer.value
  }

  record (logic, values, rules) {
    const { current } = this
    if (!current) return
    current.rules = current.rules || logic.rules.length
    logic.inputs.forEach(({ label }, at) => { if (!Object.hasOwn(current.inputs, label)) current.inputs[label] = values[at] })
    current.matched.push(...rules.map(({ number, id, annotation }) => ({ number, id, annotation })))
  }

  recordRead (decision, scope) {
    for (const name of readsOf(decision, scope)) {
      const value = scope.find(name)
      if (value !== undefined && !(value instanceof Func) && !Object.hasOwn(this.current.inputs, name)) this.current.inputs[name] = value
    }
  }

  refuse (kind, rules) {
    throw new Refusal({ error: kind, rules, decision: this.current?.id })
  }
}

// The names a decision takes: those of its expression, else those of what it requires.
function readsOf (decision, scope) {
  if (decision.logic.kind !== 'literal') return decision.requires.filter(({ kind }) => kind !== 'knowledge' && kind !== 'service').map(({ paths }) => paths[0][0])
  decision.reads ??= freeNames(tree('expression', decision.logic.text, { ...spacedFunctions, ...flattened(scope) }).topNode, decision.logic.text, (name) => builtins.has(name))
  return decision.reads
}

function put (names, [first, ...rest], value) {
  if (rest.length === 0) names[first] = value
  else put(names[first] ??= Object.create(null), rest, value)
}

// The keys that the grammar must know, in a text that is the same for the same keys, and the context that gives them.
function shapeOf (scope) {
  const keys = new Set()
  for (let each = scope; each; each = each.parent) collect(each.names, keys, 0)
  return keys.size === 0 ? ['', null] : [[...keys].sort().join('\n'), () => flattened(scope)]
}

function collect (value, keys, depth) {
  if (Array.isArray(value)) { if (value.length) collect(value[0], keys, depth + 1) } else if (typeOf(value) === 'context' && depth < 8) {
    for (const key of Object.keys(value)) {
      if (key === '?') continue
      if (!PLAIN.test(key)) keys.add(key)
      collect(value[key], keys, depth + 1)
    }
  }
}

function flattened (scope) {
  const chain = []
  for (let each = scope; each; each = each.parent) chain.unshift(each.names)
  const { '?': _, ...names } = Object.assign({}, ...chain)
  return names
}
