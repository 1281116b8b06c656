// What stands behind a dot: entries of contexts and the parts of dates, times, durations and ranges.
import { offsetSeconds, weekday } from './temporal.js'
import { FeelDate, FeelDateTime, FeelTime, Months, Range, Seconds, entry, isContext } from './values.js'

const date = { year: (d) => d.year, month: (d) => d.month, day: (d) => d.day, weekday }
const clock = {
  hour: (t) => t.hour,
  minute: (t) => t.minute,
  second: (t) => t.second + t.nano / 1e9,
  timezone: (t) => t.zone?.id ?? null
}
const offset = (value) => { const seconds = offsetSeconds(value); return seconds === null ? null : new Seconds(seconds) }
const part = (unit, within) => (d) => { const size = Math.floor(Math.abs(d.seconds) / unit) % within; return d.seconds < 0 && size ? -size : size }

const PARTS = new Map([
  [FeelDate, date],
  [FeelTime, { ...clock, 'time offset': offset }],
  [FeelDateTime, {
    ...Object.fromEntries(Object.entries(date).map(([name, take]) => [name, (value) => take(value.date)])),
    ...Object.fromEntries(Object.entries(clock).map(([name, take]) => [name, (value) => take(value.time)])),
    'time offset': offset
  }],
  [Months, { years: (d) => Math.trunc(d.months / 12), months: (d) => d.months % 12 || 0 }],
  [Seconds, {
    days: part(86400, Infinity),
    hours: part(3600, 24),
    minutes: part(60, 60),
    seconds: (d) => Math.round((d.seconds % 60) * 1e9) / 1e9 || 0
  }],
  [Range, {
    start: (r) => r.start,
    end: (r) => r.end,
    'start included': (r) => r.startIncluded,
    'end included': (r) => r.endIncluded
  }]
])

export function property (value, name) {
  if (value === null || value === undefined) return null
  if (isContext(value)) return entry(value, name) ?? null
  const parts = PARTS.get(value.constructor)
  return parts && Object.hasOwn(parts, name) ? parts[name](value) : null
}
