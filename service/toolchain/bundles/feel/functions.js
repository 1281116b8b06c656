// Calling: the parameters of built-in functions, their conversions, and functions that are written in FEEL.
import { note } from './notes.js'
import { FeelDate, FeelDateTime, FeelTime, Func, Range, isContext, isDay, isDuration, textOf } from './values.js'

export const builtins = new Map()
const WRONG = Symbol('wrong')

const TESTS = {
  any: () => true,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof FeelDate,
  datetime: (value) => value instanceof FeelDateTime,
  time: (value) => value instanceof FeelTime,
  day: isDay,
  duration: isDuration,
  range: (value) => value instanceof Range,
  function: (value) => value instanceof Func,
  context: isContext,
  list: Array.isArray
}

function convert (value, type) {
  const test = TESTS[type]
  if (type === 'string' && textOf(value) !== undefined) return textOf(value)
  if (test(value)) return value
  if (type === 'list') return [value]
  if (Array.isArray(value) && value.length === 1) return convert(value[0], type)
  return WRONG
}

// 'number(from: string, decimal separator: string~)': '?' may be left out, '~' may also be null; any other null gives null.
function readSignature (text) {
  const [, name, inner] = /^([^(]+)\((.*)\)$/.exec(text)
  const parameters = inner.split(',').filter((each) => each.trim()).map((each) => {
    const [label, type] = each.split(':').map((part) => part.trim())
    return { name: label.replace('...', ''), many: label.startsWith('...'), type: type.replace(/[?~]$/, ''), optional: /[?~]$/.test(type), nullable: type.endsWith('~') }
  })
  return { name, parameters }
}

// Defines a built-in. Several signatures of one name are tried in their order; the first whose values fit is called.
export function define (...parts) {
  const body = parts.pop()
  const signatures = parts.map(readSignature)
  const { name } = signatures[0]
  const known = builtins.get(name)
  const forms = [...(known?.forms ?? []), ...signatures.map((each) => ({ ...each, body }))]
  const call = (given, named) => callForms(forms, given, named)
  builtins.set(name, Object.assign(new Func(forms[0].parameters.map((each) => each.name), call), { forms, builtin: true }))
}

function callForms (forms, given, named) {
  let counted = false
  for (const form of forms) {
    const values = named ? byName(form, named) : byPlace(form, given)
    if (values === null) continue
    counted = true
    const converted = fitted(form, values)
    if (converted !== null) return form.body(...converted) ?? null
  }
  return counted ? null : note('arguments')
}

function byPlace ({ parameters }, given) {
  const last = parameters[parameters.length - 1]
  if (last?.many) return [...given.slice(0, parameters.length - 1), given.slice(parameters.length - 1)]
  return given.length > parameters.length ? null : given
}

function byName ({ parameters }, named) {
  const names = parameters.map((each) => each.name)
  if (Object.keys(named).some((name) => !names.includes(name))) return null
  return parameters.map(({ name, many }) => many ? (Array.isArray(named[name]) ? named[name] : name in named ? [named[name]] : []) : named[name])
}

function fitted ({ parameters }, values) {
  const result = []
  for (const [index, { type, optional, nullable, many }] of parameters.entries()) {
    const value = values[index]
    if (many) {
      const all = (value ?? []).map((each) => each === null ? null : convert(each, type))
      if (all.includes(WRONG)) return null
      result.push(all)
    } else if (value === undefined) {
      if (!optional) return null
      result.push(undefined)
    } else if (value === null) {
      if (!nullable && type !== 'any') return null
      result.push(null)
    } else {
      const converted = convert(value, type)
      if (converted === WRONG) return null
      result.push(converted)
    }
  }
  return result
}

// Calls any function with values by place or by name; a range called with a value says whether it has it.
export function invoke (target, given, named = null) {
  if (!(target instanceof Func)) return note('not a function')
  if (target.builtin) return target.call(given, named)
  const { parameters } = target
  if (named) {
    const names = Object.keys(named)
    if (names.length !== parameters.length || names.some((name) => !parameters.includes(name))) return note('arguments')
    return target.call(parameters.map((name) => named[name]))
  }
  return given.length === parameters.length ? target.call(given) : note('arguments')
}

