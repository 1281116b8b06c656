// Numbers are doubles. Rounding works on the decimal digits that the number shows, so that 1.005 rounds as people expect.
import { define } from './functions.js'
import { Months, Seconds, isDuration } from './values.js'

const [LEAST_SCALE, MOST_SCALE] = [-6111, 6176]
const shifted = (value, scale) => { const [digits, exponent = '0'] = String(value).split('e'); return Number(`${digits}e${Number(exponent) + scale}`) }

function rounded (value, scale, round) {
  if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) return null
  const whole = Math.trunc(scale)
  const moved = shifted(value, whole)
  if (!Number.isFinite(moved) || Math.abs(moved) >= 2 ** 53) return value
  const result = shifted(round(moved), -whole)
  return result === 0 ? 0 : result
}

const away = (value) => value < 0 ? Math.floor(value) : Math.ceil(value)
const halfUp = (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5)
const halfDown = (value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5)
const halfEven = (value) => {
  const floor = Math.floor(value)
  const part = value - floor
  return part < 0.5 ? floor : part > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1
}

define('decimal(n: number, scale: number)', (n, scale) => rounded(n, scale, halfEven))
define('floor(n: number, scale: number?)', (n, scale) => rounded(n, scale ?? 0, Math.floor))
define('ceiling(n: number, scale: number?)', (n, scale) => rounded(n, scale ?? 0, Math.ceil))
define('round up(n: number, scale: number?)', (n, scale) => rounded(n, scale ?? 0, away))
define('round down(n: number, scale: number?)', (n, scale) => rounded(n, scale ?? 0, Math.trunc))
define('round half up(n: number, scale: number?)', (n, scale) => rounded(n, scale ?? 0, halfUp))
define('round half down(n: number, scale: number?)', (n, scale) => rounded(n, scale ?? 0, halfDown))

define('abs(n: number)', Math.abs)
define('abs(n: duration)', (n) => isDuration(n) && (n instanceof Months ? new Months(Math.abs(n.months)) : new Seconds(Math.abs(n.seconds))))
// The result has the sign of the divisor, as DMN says.
define('modulo(dividend: number, divisor: number)', (dividend, divisor) => {
  if (divisor === 0) return null
  const rest = dividend - divisor * Math.floor(dividend / divisor)
  const exact = dividend % divisor
  return exact === 0 ? 0 : Math.sign(exact) === Math.sign(divisor) ? exact : Number.isFinite(exact + divisor) ? exact + divisor : rest
})
const finite = (value) => Number.isFinite(value) ? value : null
define('sqrt(number: number)', (number) => number < 0 ? null : Math.sqrt(number))
define('log(number: number)', (number) => number <= 0 ? null : Math.log(number))
define('exp(number: number)', (number) => finite(Math.exp(number)))
define('odd(number: number)', (number) => Number.isInteger(number) ? Math.abs(number % 2) === 1 : null)
define('even(number: number)', (number) => Number.isInteger(number) ? number % 2 === 0 : null)
