// Contexts: reading and making them; and the parts of the year a day falls in.
import { define } from './functions.js'
import { note } from './notes.js'
import { dayNumber, weekday } from './temporal.js'
import { FeelDate, FeelDateTime, FeelTime, entry, isContext, typeOf } from './values.js'
import { dayOf } from './builtins-conversion.js'
import { equals } from './compare.js'

define('get value(m: context, key: string)', 'get value(context: context, key: string)', (context, key) => entry(context, key) ?? null)
define('get value(context: context, keys: list)', (context, keys) => keys.reduce((found, key) => isContext(found) && typeof key === 'string' ? entry(found, key) ?? null : null, context))
define('get entries(m: context)', 'get entries(context: context)', (context) => Object.entries(context).map(([key, value]) => ({ key, value })))
define('context(entries: list)', (entries) => {
  const made = {}
  for (const each of entries) {
    if (!isContext(each) || typeof each.key !== 'string' || !Object.hasOwn(each, 'value') || Object.hasOwn(made, each.key)) return null
    Object.assign(made, own(each.key, each.value))
  }
  return made
})
define('context merge(contexts: list)', (contexts) => contexts.every(isContext) ? Object.assign({}, ...contexts) : null)
define('context put(context: context, key: string, value: any)', (context, key, value) => put(context, [key], value))
define('context put(context: context, keys: list, value: any)', (context, keys, value) => put(context, keys, value))
const own = (key, value) => Object.fromEntries([[key, value]])

function put (context, [key, ...rest], value) {
  if (key === '__proto__') return note('key')
  if (typeof key !== 'string' || !isContext(context)) return null
  const inner = rest.length ? put(context[key] ?? null, rest, value) : value
  return rest.length && inner === null ? null : { ...context, ...own(key, inner) }
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const written = (value) => value instanceof FeelDate ? value : dayOf(value)

define('day of week(date: day)', (date) => DAYS[weekday(written(date)) - 1])
define('month of year(date: day)', (date) => MONTHS[written(date).month - 1])
define('day of year(date: day)', (date) => dayNumber(written(date)) - dayNumber({ ...written(date), month: 1, day: 1 }) + 1)
// ISO 8601: the week of a day is that of its Thursday.
define('week of year(date: day)', (date) => {
  const number = dayNumber(written(date))
  const thursday = number + 4 - weekday(written(date))
  const year = written(date).year + (thursday > dayNumber({ year: written(date).year, month: 12, day: 31 }) ? 1 : thursday < dayNumber({ year: written(date).year, month: 1, day: 1 }) ? -1 : 0)
  return Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1
})
define('last day of month(date: day)', (date) => {
  const { year, month } = written(date)
  return new FeelDate(year, month, dayNumber({ year: month === 12 ? year + 1 : year, month: month % 12 + 1, day: 1 }) - dayNumber({ year, month, day: 1 }))
})

// The same value of the same type, and for times the same way of giving the zone.
define('is(value1: any?, value2: any?)', (one, other) => {
  if (typeOf(one) !== typeOf(other)) return false
  if (one instanceof FeelTime) return sameZone(one.zone, other.zone) && equals(one, other) === true
  if (one instanceof FeelDateTime) return sameZone(one.time.zone, other.time.zone) && equals(one, other) === true
  return equals(one, other) === true
})
const sameZone = (a, b) => a === b || (a !== null && b !== null && a.offset === b.offset && a.id === b.id)
