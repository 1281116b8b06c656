// Equality and order, three-valued as FEEL has them: what cannot be compared gives null.
import { epoch, nanoOf, readDate, readDateTime, timeSeconds } from './temporal.js'
import { FeelDateTime, FeelTime, Months, Range, Seconds, isDay, textOf, typeOf } from './values.js'

const milli = (value) => Math.floor(nanoOf(value) / 1e6)
const fromCase = (value) => isDay(value) && (value.iso !== undefined || value.instant === true)

// -1, 0 or 1, null when the two have no order.
export function order (a, b) {
  if (typeof a === 'number' && typeof b === 'number') return Math.sign(a - b)
  const [x, y] = aligned(a, b)
  if (typeof x === 'string' && typeof y === 'string') return x < y ? -1 : x > y ? 1 : 0
  if (isDay(x) && isDay(y)) {
    if (x.constructor !== y.constructor && !fromCase(x) && !fromCase(y)) return null
    return Math.sign(epoch(x) - epoch(y)) || Math.sign(milli(x) - milli(y))
  }
  if (x instanceof FeelTime && y instanceof FeelTime) return Math.sign(timeSeconds(x) - timeSeconds(y)) || Math.sign(milli(x) - milli(y))
  if (x instanceof Months && y instanceof Months) return Math.sign(x.months - y.months)
  if (x instanceof Seconds && y instanceof Seconds) return Math.sign(x.seconds - y.seconds)
  return null
}

// A date that came in as text is a text beside a text; beside a date, a text of the expression is read as one.
function aligned (a, b) {
  if (typeof a === 'string' && textOf(b) !== undefined) return day(a) ? [day(a), b] : [a, textOf(b)]
  if (typeof b === 'string' && textOf(a) !== undefined) return day(b) ? [a, day(b)] : [textOf(a), b]
  return [a, b]
}
const day = (text) => text.includes('T') ? readDateTime(text, { short: true }) : readDate(text)

export function equals (a, b) {
  if (a === undefined) a = null
  if (b === undefined) b = null
  if (a === null || b === null) return a === b
  if (typeof a === 'string' && textOf(b) !== undefined) return a === textOf(b)
  if (typeof b === 'string' && textOf(a) !== undefined) return b === textOf(a)
  const type = typeOf(a)
  if (type !== typeOf(b)) return isDay(a) && isDay(b) && (fromCase(a) || fromCase(b)) ? order(a, b) === 0 : null
  if (type === 'list') return a.length === b.length && every(a.map((each, index) => equals(each, b[index])))
  if (type === 'context') return equalContexts(a, b)
  if (type === 'range') return equalRanges(a, b)
  if (type === 'function') return a === b
  if (a instanceof FeelDateTime || a instanceof FeelTime) return sameClock(a, b) && order(a, b) === 0
  const found = type === 'boolean' ? (a === b ? 0 : 1) : order(a, b)
  return found === null ? null : found === 0
}

const zoneOf = (value) => (value instanceof FeelDateTime ? value.time : value).zone
const sameClock = (a, b) => (zoneOf(a) === null) === (zoneOf(b) === null) || fromCase(a) || fromCase(b)
// What is unequal for certain decides; what cannot be compared leaves it open.
const every = (answers) => answers.includes(false) ? false : answers.includes(null) ? null : true

function equalContexts (a, b) {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length || !keys.every((key) => Object.hasOwn(b, key))) return false
  return every(keys.map((key) => equals(a[key], b[key])))
}

function equalRanges (a, b) {
  if (a.form !== b.form || a.startIncluded !== b.startIncluded || a.endIncluded !== b.endIncluded) return false
  return every([equals(a.start, b.start), equals(a.end, b.end)])
}

export function includes (range, value) {
  if (value === null || value === undefined) return null
  if (range.form === '!=') { const same = equals(range.start, value); return same === null ? null : !same }
  if (range.form === '=') return equals(range.start, value)
  const above = range.start === null ? (openStart(range) ? true : null) : side(order(value, range.start), range.startIncluded)
  const below = range.end === null ? (openEnd(range) ? true : null) : side(invert(order(value, range.end)), range.endIncluded)
  return above === null || below === null ? null : above && below
}
const openStart = (range) => range.form !== '' && range.form[0] === '<'
const openEnd = (range) => range.form !== '' && range.form[0] === '>'
const invert = (found) => found === null ? null : -found
const side = (found, included) => found === null ? null : found > 0 || (included && found === 0)

// Whether a value meets one test of a list of tests: a range, a list that has it, or an equal value.
export function meets (test, value) {
  if (test instanceof Range) return value instanceof Range ? equals(test, value) : includes(test, value)
  if (Array.isArray(test)) {
    if (equals(test, value) === true) return true
    return any(test.map((each) => each instanceof Range && !(value instanceof Range) ? includes(each, value) : equals(each, value)))
  }
  return equals(test, value)
}
const any = (answers) => answers.includes(true)
