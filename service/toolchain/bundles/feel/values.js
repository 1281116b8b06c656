// The values of FEEL that JSON does not have, and the name of a value's type.

export class FeelDate {
  constructor (year, month, day) { Object.assign(this, { year, month, day }) }
}
// zone: null for local time, { offset: seconds, z: written as Z }, or { id: IANA name }. milli-parts are kept as nano.
export class FeelTime {
  constructor (hour, minute, second, nano = 0, zone = null) { Object.assign(this, { hour, minute, second, nano, zone }) }
}
export class FeelDateTime {
  constructor (date, time) { Object.assign(this, { date, time }) }
}
export class Months {
  constructor (months) { this.months = months === 0 ? 0 : months }
}
export class Seconds {
  constructor (seconds) { this.seconds = seconds === 0 ? 0 : seconds }
}
// form: '' for a written interval, else the operator of a unary test: (< 5) has no start, which is not a start of null.
export class Range {
  constructor (start, end, startIncluded, endIncluded, form = '') { Object.assign(this, { start, end, startIncluded, endIncluded, form }) }
}
// parameters: names in order, the last may begin with '...'; call takes the values in that order.
export class Func {
  constructor (parameters, call, types = null) { Object.assign(this, { parameters, call, types }) }
}

export const isContext = (value) => {
  if (value === null || typeof value !== 'object') return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const NAMES = new Map([
  [FeelDate, 'date'], [FeelTime, 'time'], [FeelDateTime, 'date and time'], [Months, 'years and months duration'],
  [Seconds, 'days and time duration'], [Range, 'range'], [Func, 'function'], [Array, 'list'], [Object, 'context']
])

export function typeOf (value) {
  if (value === null || value === undefined) return 'null'
  const plain = typeof value
  return plain === 'object' ? NAMES.get(value.constructor) ?? 'context' : plain
}

export const isDay = (value) => value instanceof FeelDate || value instanceof FeelDateTime
export const isDuration = (value) => value instanceof Months || value instanceof Seconds
// The text that a date of the case came in as: it is a date among dates and a text among texts.
export const textOf = (value) => isDay(value) ? value.iso : undefined

// Returns the value of an own entry whose name is written with other spaces, or undefined.
export function entry (context, name) {
  if (Object.hasOwn(context, name)) return context[name]
  if (/^\w+$/.test(name)) return undefined
  const wanted = spaced(name)
  const key = Object.keys(context).find((each) => spaced(each) === wanted)
  return key === undefined ? undefined : context[key]
}

export const spaced = (name) => name.replace(/\s*([./\-'+]|\*\*?)\s*/g, ' $1 ').replace(/\s{2,}/g, ' ').trim()
