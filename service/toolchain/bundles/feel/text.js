// string(): any value as FEEL writes it.
import { writeDate, writeDateTime, writeMonths, writeSeconds, writeTime } from './temporal.js'
import { textOf, typeOf } from './values.js'

export function writeNumber (number) {
  const text = String(number === 0 ? 0 : number)
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!found) return text
  const [, sign, first, rest = '', exponent] = found
  const [digits, shift] = [first + rest, Number(exponent)]
  return shift < 0 ? `${sign}0.${'0'.repeat(-shift - 1)}${digits}` : sign + digits.padEnd(shift + 1, '0')
}

const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`
const key = (name) => /^\w+$/.test(name) ? name : quoted(name)

const WRITERS = {
  null: () => 'null',
  boolean: String,
  number: writeNumber,
  date: writeDate,
  time: writeTime,
  'date and time': writeDateTime,
  'days and time duration': writeSeconds,
  'years and months duration': writeMonths,
  list: (list) => `[${list.map(inner).join(', ')}]`,
  context: (context) => `{${Object.entries(context).map(([name, value]) => `${key(name)}: ${inner(value)}`).join(', ')}}`,
  range: writeRange,
  function: () => '<function>'
}

function writeRange ({ start, end, startIncluded, endIncluded, form }) {
  if (form) return `${form} ${inner(form[0] === '<' ? end : start)}`
  return `${startIncluded ? '[' : '('}${inner(start)}..${inner(end)}${endIncluded ? ']' : ')'}`
}

const inner = (value) => typeof value === 'string' ? quoted(value) : toText(value)

export function toText (value) {
  if (typeof value === 'string') return value
  return textOf(value) ?? WRITERS[typeOf(value)](value)
}
