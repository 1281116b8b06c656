// now(), today() and working days: the clock and the holidays of the case, never those of the machine.
import { dayOf } from './builtins-conversion.js'
import { define } from './functions.js'
import { addSeconds, inZone, readDate, readDateTime, weekday, wall, writeDate } from './temporal.js'
import { FeelDate, FeelDateTime, isDay } from './values.js'

let clock = null
let holidays = new Set()

export function clockFrom (now) { clock = now }
export function holidaysFrom (days) { holidays = new Set(days) }

function present () {
  if (clock === null) throw new Error('There is no clock here: now() and today() cannot be used')
  return clock
}

define('now()', () => present())
define('today()', () => dayOf(present()))

const DAY = 86400
const isWorkingDay = (day) => weekday(day) < 6 && !holidays.has(writeDate(day))

function moment (value) {
  if (isDay(value)) return value
  if (typeof value !== 'string') return null
  const read = value.includes('T') ? readDateTime(value, { short: true }) : readDate(value)
  return read === null ? null : Object.assign(read, { instant: true })
}

define('add working days(from: any, days: number)', (from, days) => {
  const start = moment(from)
  if (!start || !Number.isInteger(days)) return null
  const wholeDay = start instanceof FeelDate
  const zone = wholeDay ? null : start.time.zone
  const onWall = wholeDay || !zone || zone.offset !== 0 ? start : inZone(start, null)
  let day = wholeDay ? onWall : onWall.date
  const step = days < 0 ? -1 : 1
  for (let left = Math.abs(days); left > 0;) {
    day = addSeconds(day, step * DAY)
    if (isWorkingDay(day)) left -= 1
  }
  if (wholeDay) return day
  const found = new FeelDateTime(day, onWall.time)
  return Object.assign(onWall === start ? found : inZone(found, zone), { instant: true })
})

// Counts the working days after `from` up to and including `to`: the n of add working days; negative backwards.
define('working days between(from: any, to: any)', (from, to) => {
  const [first, last] = [moment(from), moment(to)]
  if (!first || !last) return null
  const [start, end] = [dayOf(first), dayOf(last)]
  const forward = wall(start) <= wall(end)
  const [low, high] = forward ? [start, end] : [end, start]
  let count = 0
  for (let day = addSeconds(low, DAY); wall(day) <= wall(high); day = addSeconds(day, DAY)) if (isWorkingDay(day)) count += 1
  return forward ? count : -count
})
