// Dates, times and durations: reading, writing, and the arithmetic of the calendar. No clock in here.
import { IANAZone } from 'luxon'
import { FeelDate, FeelDateTime, FeelTime, Months, Seconds } from './values.js'

export const LOCAL_ZONE = 'Europe/London'
const DAY = 86400
const DATE = /^(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)$/
const TIME = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d*))?)?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?$/
const DURATION = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?$/
const FURTHEST_MS = 8.64e15

// ---- the calendar -----------------------------------------------------------------------------------------------------

const isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
export const daysIn = (year, month) => month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

// Days since 1970-01-01 (after Howard Hinnant's civil calendar).
export function dayNumber ({ year, month, day }) {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468
}

export function fromDayNumber (number) {
  const z = number + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return new FeelDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1)
}

export const weekday = (date) => { const day = (dayNumber(date) + 3) % 7; return (day < 0 ? day + 7 : day) + 1 }

export function makeDate (year, month, day) {
  const whole = [year, month, day].every(Number.isInteger) && Math.abs(year) <= 999999999
  return whole && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? new FeelDate(year, month, day) : null
}

// ---- zones ------------------------------------------------------------------------------------------------------------

const zones = new Map()
function zoneNamed (id) {
  if (!zones.has(id)) zones.set(id, IANAZone.create(id))
  return zones.get(id)
}
export const isZone = (id) => zoneNamed(id).isValid

const offsetAt = (id, epochS) => Math.abs(epochS * 1000) > FURTHEST_MS ? 0 : zoneNamed(id).offset(epochS * 1000) * 60

// The seconds that a wall clock of a zone is ahead of UTC; a time without a zone is local time.
function offsetOf (zone, wallS) {
  if (zone && zone.offset !== undefined) return zone.offset
  const id = zone ? zone.id : LOCAL_ZONE
  const first = offsetAt(id, wallS - offsetAt(id, wallS))
  const second = offsetAt(id, wallS - first)
  return first === second ? first : Math.min(first, second)
}

const secondsOfDay = (time) => time.hour * 3600 + time.minute * 60 + time.second
export const wall = (value) => value instanceof FeelDate ? dayNumber(value) * DAY : dayNumber(value.date) * DAY + secondsOfDay(value.time)

// Seconds since 1970 in UTC, whole; a date is its midnight in UTC.
export function epoch (value) {
  if (value instanceof FeelDate) return wall(value)
  const seconds = wall(value)
  return seconds - offsetOf(value.time.zone, seconds)
}
export const nanoOf = (value) => value instanceof FeelDateTime ? value.time.nano : value instanceof FeelTime ? value.nano : 0

export function timeSeconds (time) {
  if (time.zone === null) return secondsOfDay(time)
  return secondsOfDay(time) - (time.zone.offset ?? offsetOf(time.zone, secondsOfDay(time)))
}

export function fromWall (seconds, nano, zone) {
  const day = Math.floor(seconds / DAY)
  const rest = seconds - day * DAY
  return new FeelDateTime(fromDayNumber(day), new FeelTime(Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60, nano, zone))
}

// The same instant on the wall clock of another zone.
export function inZone (value, zone) {
  const instant = epoch(value)
  const ahead = zone && zone.offset !== undefined ? zone.offset : offsetAt(zone ? zone.id : LOCAL_ZONE, instant)
  return fromWall(instant + ahead, value.time.nano, zone)
}
export const localDay = (value) => inZone(value, null).date
export const offsetSeconds = (value) => {
  const time = value instanceof FeelDateTime ? value.time : value
  if (!time.zone) return null
  return time.zone.offset ?? offsetOf(time.zone, value instanceof FeelDateTime ? wall(value) : secondsOfDay(time))
}

// ---- arithmetic -------------------------------------------------------------------------------------------------------

export function addMonths (date, months) {
  const total = date.year * 12 + date.month - 1 + months
  const year = Math.floor(total / 12)
  const month = total - year * 12 + 1
  return new FeelDate(year, month, Math.min(date.day, daysIn(year, month)))
}

const split = (seconds) => { const whole = Math.floor(seconds); return [whole, Math.round((seconds - whole) * 1e9)] }

export function addSeconds (value, seconds) {
  const [whole, more] = split(seconds)
  if (value instanceof FeelDate) return fromDayNumber(Math.floor((wall(value) + whole) / DAY))
  const nano = nanoOf(value) + more
  const carry = nano >= 1e9 ? 1 : 0
  if (value instanceof FeelDateTime) return fromWall(wall(value) + whole + carry, nano - carry * 1e9, value.time.zone)
  const within = (((secondsOfDay(value) + whole + carry) % DAY) + DAY) % DAY
  return fromWall(within, nano - carry * 1e9, value.zone).time
}

export function between (later, earlier) {
  const seconds = later instanceof FeelTime ? timeSeconds(later) - timeSeconds(earlier) : epoch(later) - epoch(earlier)
  return new Seconds(seconds + (nanoOf(later) - nanoOf(earlier)) / 1e9)
}

// Whole years and months from one day to another.
export function monthsBetween (from, to) {
  const [start, end] = [from, to].map((each) => each instanceof FeelDateTime ? each.date : each)
  let months = (end.year - start.year) * 12 + end.month - start.month
  if (months > 0 && end.day < start.day) months -= 1
  if (months < 0 && end.day > start.day) months += 1
  return new Months(months)
}

// ---- reading ----------------------------------------------------------------------------------------------------------

export function readDate (text) {
  const found = DATE.exec(text)
  return found ? makeDate(Number(found[2]) * (found[1] ? -1 : 1), Number(found[3]), Number(found[4])) : null
}

function readZone (text, kept = false) {
  if (text === undefined) return null
  if (text.startsWith('@')) return isZone(text.slice(1)) ? { id: text.slice(1) } : undefined
  if (/^z$/i.test(text)) return { offset: 0, z: true }
  const [hours, minutes, seconds = 0] = text.slice(1).split(':').map(Number)
  const offset = hours * 3600 + minutes * 60 + seconds
  return hours > 18 || minutes > 59 || seconds > 59 || offset > 64800 ? undefined : { offset: (text[0] === '-' ? -offset : offset) + 0, z: offset === 0 && !kept }
}

export function makeTime (hour, minute, second, zone = null) {
  const whole = Math.floor(second)
  if (![hour, minute].every(Number.isInteger) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)) return null
  return new FeelTime(hour, minute, whole, Math.round((second - whole) * 1e9), zone)
}

export function readTime (text, { short = false } = {}) {
  const found = TIME.exec(text)
  if (!found || (found[3] === undefined && !short)) return null
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
  const zone = readZone(found[5], short)
  if (zone === undefined) return null
  if (hour === 24 && minute === 0 && second === 0 && !Number(found[4] ?? 0)) return new FeelTime(24, 0, 0, 0, zone)
  if (hour > 23 || minute > 59 || second > 59) return null
  return new FeelTime(hour, minute, second, Number((found[4] ?? '').padEnd(9, '0').slice(0, 9)), zone)
}

export function readDateTime (text, options) {
  const at = text.indexOf('T')
  const date = readDate(at < 0 ? text : text.slice(0, at))
  const time = at < 0 ? new FeelTime(0, 0, 0) : readTime(text.slice(at + 1), options)
  if (!date || !time) return null
  return time.hour === 24 ? fromWall(wall(date) + DAY, 0, time.zone) : new FeelDateTime(date, time)
}

export function readTimeOnly (text) {
  const time = readTime(text)
  return time && time.hour === 24 ? new FeelTime(0, 0, 0, 0, time.zone) : time
}

export function readDuration (text) {
  const found = DURATION.exec(text)
  if (!found || found[6] === 'T') return null
  const [years, months, weeks, days, , hours, minutes, seconds] = found.slice(2)
  const sign = found[1] ? -1 : 1
  const inMonths = years !== undefined || months !== undefined
  const inDays = [weeks, days, hours, minutes, seconds].some((each) => each !== undefined)
  if (inMonths === inDays) return null
  if (inMonths) return new Months(sign * (Number(years ?? 0) * 12 + Number(months ?? 0)))
  const total = (Number(weeks ?? 0) * 7 + Number(days ?? 0)) * DAY + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  return new Seconds(sign * total)
}

export function readAny (text) {
  if (/^-?P/.test(text)) return readDuration(text)
  if (/^\d\d:/.test(text)) return readTimeOnly(text)
  return text.includes('T') ? readDateTime(text) : readDate(text)
}

// ---- writing ----------------------------------------------------------------------------------------------------------

const two = (number) => String(number).padStart(2, '0')
const fraction = (nano) => nano ? '.' + String(nano).padStart(9, '0').replace(/0+$/, '') : ''

export function writeDate ({ year, month, day }) {
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`
}

function writeZone (zone) {
  if (!zone) return ''
  if (zone.id) return `@${zone.id}`
  if (zone.z) return 'Z'
  const size = Math.abs(zone.offset)
  const seconds = size % 60 ? `:${two(size % 60)}` : ''
  return `${zone.offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}${seconds}`
}

export const writeTime = ({ hour, minute, second, nano, zone }) => `${two(hour)}:${two(minute)}:${two(second)}${fraction(nano)}${writeZone(zone)}`
export const writeDateTime = ({ date, time }) => `${writeDate(date)}T${writeTime(time)}`

export function writeMonths ({ months }) {
  const size = Math.abs(months)
  const years = Math.floor(size / 12)
  const text = `${years ? `${years}Y` : ''}${size % 12 ? `${size % 12}M` : ''}`
  return `${months < 0 ? '-' : ''}P${text || '0M'}`
}

export function writeSeconds ({ seconds }) {
  let [whole, nano] = split(Math.abs(seconds))
  if (nano === 1e9) [whole, nano] = [whole + 1, 0]
  const days = Math.floor(whole / DAY)
  const rest = whole - days * DAY
  const [hours, minutes, left] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60]
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${left || nano ? `${left}${fraction(nano)}S` : ''}`
  if (!days && !clock) return 'PT0S'
  return `${seconds < 0 ? '-' : ''}P${days ? `${days}D` : ''}${clock ? `T${clock}` : ''}`
}
