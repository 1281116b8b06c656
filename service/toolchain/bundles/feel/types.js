// Types: read from their text, asked of a value (instance of), and values fitted to them (DMN's implicit conversions).
import { FeelDate, FeelDateTime, FeelTime, Func, Range, isContext, textOf, typeOf } from './values.js'
import { readDate, readDateTime, readDuration, readTimeOnly } from './temporal.js'

const SIMPLE = new Set(['number', 'string', 'boolean', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration'])
const ALIASES = { dateTime: 'date and time', dayTimeDuration: 'days and time duration', yearMonthDuration: 'years and months duration', any: 'Any' }
export const ANY = { kind: 'Any' }
export const UNFIT = Symbol('unfit')

// definitions: item definitions of a model by name. An unknown name is Any: nothing is known of it, so nothing is judged.
export function readType (text, definitions = {}) {
  const reader = new TypeReader(text ?? '', definitions)
  return reader.type()
}

class TypeReader {
  constructor (text, definitions) { Object.assign(this, { text, definitions, at: 0 }) }

  spaces () { while (/\s/.test(this.text[this.at] ?? '')) this.at += 1 }
  take (token) {
    this.spaces()
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }

  name () {
    this.spaces()
    const [found] = /^[^<>,:()-]*(?:-(?!>)[^<>,:()-]*)*/.exec(this.text.slice(this.at))
    this.at += found.length
    return found.trim().replace(/\s+/g, ' ')
  }

  type () {
    const name = this.name()
    if (name === 'list' && this.take('<')) return this.closed({ kind: 'list', of: this.type() })
    if (name === 'range' && this.take('<')) return this.closed({ kind: 'range', of: this.type() })
    if (name === 'context' && this.take('<')) return this.context()
    if (name === 'function' && this.take('<')) return this.function()
    return named(name, this.definitions)
  }

  closed (type) { this.take('>'); return type }

  context () {
    const entries = {}
    while (!this.take('>') && this.at < this.text.length) {
      const key = this.name()
      if (this.take(':')) entries[key] = this.type()
      if (!this.take(',') && !this.text.startsWith('>', this.at)) this.spaces()
    }
    return { kind: 'context', entries }
  }

  function () {
    const parameters = []
    while (!this.take('>') && this.at < this.text.length) {
      parameters.push(this.type())
      this.take(',')
    }
    return { kind: 'function', parameters, result: this.take('->') ? this.type() : ANY }
  }
}

function named (given, definitions) {
  const name = given.includes(':') ? given.slice(given.indexOf(':') + 1) : given
  if (Object.hasOwn(definitions, name)) return defined(definitions[name], definitions)
  const simple = ALIASES[name] ?? name
  if (SIMPLE.has(simple)) return { kind: simple }
  if (simple === 'context') return { kind: 'context', entries: {} }
  if (simple === 'list') return { kind: 'list', of: ANY }
  if (simple === 'range') return { kind: 'range', of: ANY }
  if (simple === 'duration') return { kind: 'duration' }
  return simple === '' || simple === 'Any' ? ANY : { kind: 'Any', unknown: simple }
}

const building = new Set()
// An item definition: its base or its components, its allowed values, and whether it is a list of them.
function defined (definition, definitions) {
  if (definition.type) return definition.type
  if (building.has(definition)) return ANY
  building.add(definition)
  try {
    let type = definition.components?.length
      ? { kind: 'context', entries: Object.fromEntries(definition.components.map((each) => [each.name, defined(each, definitions)])) }
      : definition.function
        ? { kind: 'function', parameters: definition.function.parameters.map((each) => readType(each, definitions)), result: readType(definition.function.result, definitions) }
        : readType(definition.typeRef, definitions)
    if (definition.allowed && !definition.isList) type = { kind: 'allowed', base: type, test: definition.allowed }
    if (definition.isList) type = { kind: 'list', of: definition.allowed ? { kind: 'allowed', base: type, test: definition.allowed } : type }
    if (definition.constraint) type = { kind: 'allowed', base: type, test: definition.constraint }
    definition.type = type
    return type
  } finally {
    building.delete(definition)
  }
}

// instance of: null is an instance of nothing, yet stands for any entry or element.
export function isInstance (value, type) {
  return value !== null && value !== undefined && fits(value, type)
}

function fits (value, type) {
  if (value === null || value === undefined) return true
  switch (type.kind) {
    case 'Any': return true
    case 'allowed': return fits(value, type.base)
    case 'list': return Array.isArray(value) && value.every((each) => fits(each, type.of))
    case 'range': return value instanceof Range && fits(value.start, type.of) && fits(value.end, type.of)
    case 'context': return isContext(value) && Object.entries(type.entries).every(([key, each]) => Object.hasOwn(value, key) && fits(value[key], each))
    case 'function': return value instanceof Func && fitsFunction(value, type)
    case 'duration': return typeOf(value).endsWith('duration')
    case 'string': return typeof value === 'string' || textOf(value) !== undefined
    default: return typeOf(value) === type.kind
  }
}

// A function may stand for another that takes as many values, if it takes at least those and gives at most that.
function fitsFunction (value, type) {
  if (value.parameters.length !== type.parameters.length) return false
  const takes = value.types?.parameters ?? []
  return type.parameters.every((each, index) => covers(takes[index] ?? ANY, each)) && covers(type.result, value.types?.result ?? type.result)
}

export function covers (wide, narrow) {
  if (wide.kind === 'Any') return true
  if (narrow.kind === 'allowed') return covers(wide, narrow.base)
  if (wide.kind === 'allowed') return covers(wide.base, narrow)
  if (wide.kind !== narrow.kind) return false
  if (wide.kind === 'list' || wide.kind === 'range') return covers(wide.of, narrow.of)
  if (wide.kind === 'context') return Object.entries(wide.entries).every(([key, each]) => narrow.entries[key] && covers(each, narrow.entries[key]))
  return wide.kind !== 'function' || (wide.parameters.length === narrow.parameters.length &&
    wide.parameters.every((each, index) => covers(narrow.parameters[index], each)) && covers(wide.result, narrow.result))
}

const READERS = { date: readDate, 'date and time': (text) => readDateTime(text, { short: true }), time: readTimeOnly, duration: readDuration, 'days and time duration': readDuration, 'years and months duration': readDuration }

// Returns the value as the type wants it, UNFIT where it cannot be. allows(test, value) judges allowed values; with fromText, texts
// are read as the dates, times and durations they stand for, because JSON has none.
export function fit (value, type, allows, fromText = false) {
  if (value === null || value === undefined) return type.kind === 'allowed' && allows(type.test, null) === true ? null : value ?? null
  const again = (each, inner) => fit(each, inner, allows, fromText)
  if (Array.isArray(value) && value.length === 1 && !wantsList(type) && type.kind !== 'Any') return again(value[0], type)
  if (!Array.isArray(value) && type.kind === 'list') { const only = again(value, type.of); return only === UNFIT ? UNFIT : [only] }
  switch (type.kind) {
    case 'Any': return value
    case 'allowed': { const inner = again(value, type.base); return inner === UNFIT || allows(type.test, inner) !== true ? UNFIT : inner }
    case 'list': { const all = value.map((each) => again(each, type.of)); return all.includes(UNFIT) ? UNFIT : all }
    case 'context': return isContext(value) ? fitContext(value, type, again) : UNFIT
    case 'string': return textOf(value) ?? (typeof value === 'string' ? value : UNFIT)
    default: break
  }
  if (type.kind === 'date and time' && value instanceof FeelDate) return new FeelDateTime(value, new FeelTime(0, 0, 0, 0, { offset: 0, z: true }))
  if (fromText && typeof value === 'string' && READERS[type.kind]) { const read = READERS[type.kind](value); return read && fits(read, type) ? read : UNFIT }
  return fits(value, type) ? value : UNFIT
}

const wantsList = (type) => type.kind === 'list' || (type.kind === 'allowed' && wantsList(type.base))

function fitContext (value, type, again) {
  const result = { ...value }
  for (const [key, each] of Object.entries(type.entries)) {
    if (!Object.hasOwn(value, key)) return UNFIT
    result[key] = again(value[key], each)
    if (result[key] === UNFIT) return UNFIT
  }
  return result
}
