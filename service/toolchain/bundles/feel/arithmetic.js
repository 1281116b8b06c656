// + - * / ** over numbers, texts, dates and durations; what does not go together gives null.
import { addMonths, addSeconds, between } from './temporal.js'
import { FeelDate, FeelDateTime, FeelTime, Months, Seconds, isDay, isDuration, textOf } from './values.js'

const finite = (value) => Number.isFinite(value) ? value : null
const kept = (from, made) => { if (from.instant || from.iso !== undefined) made.instant = true; return made }

export function add (value, duration, sign = 1) {
  if (value instanceof FeelTime) return duration instanceof Seconds ? addSeconds(value, sign * duration.seconds) : null
  if (duration instanceof Seconds) return kept(value, addSeconds(value, sign * duration.seconds))
  const date = addMonths(value instanceof FeelDate ? value : value.date, sign * duration.months)
  return kept(value, value instanceof FeelDate ? date : new FeelDateTime(date, value.time))
}

const isMoment = (value) => isDay(value) || value instanceof FeelTime

function plus (a, b) {
  if (typeof a === 'string' || typeof b === 'string') {
    const [left, right] = [textOf(a) ?? a, textOf(b) ?? b]
    return typeof left === 'string' && typeof right === 'string' ? left + right : null
  }
  if (typeof a === 'number' && typeof b === 'number') return finite(a + b)
  if (isMoment(a) && isDuration(b)) return add(a, b)
  if (isDuration(a) && isMoment(b)) return add(b, a)
  if (a instanceof Months && b instanceof Months) return new Months(a.months + b.months)
  if (a instanceof Seconds && b instanceof Seconds) return new Seconds(a.seconds + b.seconds)
  return null
}

function minus (a, b) {
  if (typeof a === 'number' && typeof b === 'number') return finite(a - b)
  if (isMoment(a) && isDuration(b)) return add(a, b, -1)
  if (isDay(a) && isDay(b)) return sameClock(a, b) ? between(a, b) : null
  if (a instanceof FeelTime && b instanceof FeelTime) return between(a, b)
  if (a instanceof Months && b instanceof Months) return new Months(a.months - b.months)
  if (a instanceof Seconds && b instanceof Seconds) return new Seconds(a.seconds - b.seconds)
  return null
}

// A local time and one with a zone have no distance, except that what came from the case stands on the council's clock.
function sameClock (a, b) {
  const [one, other] = [a, b].map((each) => each instanceof FeelDate || each.time.zone !== null)
  return one === other || [a, b].some((each) => each.iso !== undefined || each.instant)
}

function times (a, b) {
  if (typeof a === 'number' && typeof b === 'number') return finite(a * b)
  if (isDuration(a) && typeof b === 'number') return scaled(a, b)
  return typeof a === 'number' && isDuration(b) ? scaled(b, a) : null
}

function over (a, b) {
  if (typeof a === 'number' && typeof b === 'number') return b === 0 ? null : finite(a / b)
  if (isDuration(a) && typeof b === 'number') return b === 0 ? null : scaled(a, 1 / b, b)
  if (a instanceof Months && b instanceof Months) return b.months === 0 ? null : a.months / b.months
  if (a instanceof Seconds && b instanceof Seconds) return b.seconds === 0 ? null : a.seconds / b.seconds
  return null
}

function scaled (duration, factor, divisor = null) {
  const of = (value) => divisor === null ? value * factor : value / divisor
  return duration instanceof Months ? new Months(Math.trunc(of(duration.months))) : new Seconds(of(duration.seconds))
}

const power = (a, b) => typeof a === 'number' && typeof b === 'number' ? finite(a ** b) : null

export const arithmetic = (operator) => ({ '+': plus, '-': minus, '*': times, '/': over, '**': power, '^': power })[operator]

export function negate (value) {
  if (typeof value === 'number') return value === 0 ? 0 : -value
  return isDuration(value) ? scaled(value, -1) : null
}
