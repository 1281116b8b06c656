// Conversion: number, string, date, time, date and time, duration, range.
import { order } from './compare.js'
import { define } from './functions.js'
import { noting } from './notes.js'
import { makeDate, makeTime, localDay, monthsBetween, readAny, readDate, readDateTime, readDuration, readTimeOnly } from './temporal.js'
import { toText } from './text.js'
import { FeelDate, FeelDateTime, FeelTime, Range, typeOf } from './values.js'

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

define('number(from: string, grouping separator: string~, decimal separator: string~)', (from, grouping = null, decimal = null) => {
  if (![null, ' ', ',', '.'].includes(grouping) || ![null, ',', '.'].includes(decimal) || (grouping !== null && grouping === decimal)) return null
  let text = from
  if (grouping) text = text.split(grouping).join('')
  if (decimal === ',') { if (text.includes('.')) return null; text = text.replace(',', '.') }
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : null
})
define('number(from: number)', (from) => from)

define('string(from: any)', (from) => from === null ? null : toText(from))

// An instant given in UTC belongs to the local day, if it came from the case; a date and time of a diagram to the day written there.
export function dayOf (value) {
  if (value instanceof FeelDate) return value
  return value.time.zone && value.time.zone.offset === 0 && (value.iso !== undefined || value.instant) ? localDay(value) : value.date
}

define('date(from: date)', 'date(from: datetime)', (from) => dayOf(from))
define('date(from: string)', (from) => readDate(from))
define('date(year: number, month: number, day: number)', makeDate)

define('date and time(date: day, time: time)', (date, time) => new FeelDateTime(date instanceof FeelDate ? date : date.date, time))
define('date and time(from: datetime)', (from) => from)
define('date and time(from: string)', (from) => readDateTime(from))
define('date and time(from: date)', (from) => new FeelDateTime(from, new FeelTime(0, 0, 0)))
define('date and time(date: datetime, timezone: string)', (date, timezone) => readDateTime(toText(new FeelDateTime(date.date, Object.assign(bare(date.time)))) + `@${timezone}`))
define('date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, offset: duration~)', (year, month, day, hour, minute, second, offset = null) => {
  const [date, time] = [makeDate(year, month, day), makeTime(hour, minute, second, zoneOf(offset))]
  return date && time ? new FeelDateTime(date, time) : null
})
const bare = ({ hour, minute, second, nano }) => new FeelTime(hour, minute, second, nano)

function zoneOf (offset) {
  return offset === null ? null : { offset: Math.trunc(offset.seconds), z: offset.seconds === 0 }
}

define('time(from: string)', (from) => readTimeOnly(from))
define('time(from: datetime)', (from) => from.time)
define('time(from: time)', (from) => from)
define('time(from: date)', () => new FeelTime(0, 0, 0, 0, { offset: 0, z: true }))
define('time(hour: number, minute: number, second: number, offset: duration~)', (hour, minute, second, offset = null) => {
  return offset !== null && (offset.seconds === undefined || Math.abs(offset.seconds) > 64800) ? null : makeTime(hour, minute, second, zoneOf(offset))
})

define('duration(from: string)', (from) => readDuration(from))
define('duration(from: duration)', (from) => from)
define('years and months duration(from: day, to: day)', monthsBetween)
define('@(from: string)', (from) => readAny(from))

// range("[1..3]"): only literals may stand at its ends.
const ENDS = /^\s*([[\](])\s*([\s\S]*?)\s*\.\.\s*([\s\S]*?)\s*([[\])])\s*$/
const LITERAL = /^(-?\d*\.?\d+([eE][+-]?\d+)?|"(\\.|[^"\\])*"|@"[^"]*"|(date|time|duration|date and time)\s*\(\s*"[^"]*"\s*\)|null)$/

export function defineRange (evaluate) {
  define('range(from: string)', (from) => {
    const found = ENDS.exec(from)
    if (!found || ![found[2], found[3]].every((each) => each === '' || LITERAL.test(each))) return null
    const [, open, low, high, close] = found
    if ((low === '' && open === '[') || (high === '' && close === ']')) return null
    const [start, end] = [low, high].map((each) => each === '' ? null : noting(() => evaluate(each)).value)
    if ((low !== '' && start === null) || (high !== '' && end === null) || (low === '' && high === '')) return null
    if (low !== '' && high !== '' && (typeOf(start) !== typeOf(end) || !(order(start, end) <= 0))) return null
    return new Range(start, end, open === '[', close === ']')
  })
}

