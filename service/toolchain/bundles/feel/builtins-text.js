// Texts count in characters, not in UTF-16 units; patterns are XPath's, as DMN says.
import { define } from './functions.js'
import { toText } from './text.js'

const characters = (text) => Array.from(text)

define('substring(string: string, start position: number, length: number?)', (string, start, length = null) => {
  const all = characters(string)
  const from = Math.trunc(start)
  const at = from < 0 ? all.length + from : from - 1
  if (from === 0 || at < 0 || at >= all.length || (length !== null && length < 1)) return from === 0 || (length !== null && length < 1) ? null : at < 0 ? null : ''
  return all.slice(at, length === null ? undefined : at + Math.trunc(length)).join('')
})
define('string length(string: string)', (string) => characters(string).length)
define('upper case(string: string)', (string) => string.toUpperCase())
define('lower case(string: string)', (string) => string.toLowerCase())
define('substring before(string: string, match: string)', (string, match) => {
  const at = string.indexOf(match)
  return at < 0 ? '' : string.slice(0, at)
})
define('substring after(string: string, match: string)', (string, match) => {
  const at = string.indexOf(match)
  return at < 0 ? '' : string.slice(at + match.length)
})
define('contains(string: string, match: string)', (string, match) => string.includes(match))
define('starts with(string: string, match: string)', (string, match) => string.startsWith(match))
define('ends with(string: string, match: string)', (string, match) => string.endsWith(match))
define('trim(string: string)', (string) => string.trim())

define('string join(list: list, delimiter: string~)', (list, delimiter) => {
  const texts = list.filter((each) => each !== null).map((each) => typeof each === 'string' || each?.iso ? toText(each) : null)
  return texts.includes(null) ? null : texts.join(delimiter ?? '')
})

// ---- patterns ---------------------------------------------------------------------------------------------------------

const NAME_START = ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD'
const NAME = `${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040`
const CLASSES = { i: NAME_START, c: NAME }
const BLOCKS = { BasicLatin: '\\u0000-\\u007F', 'Latin-1Supplement': '\\u0080-\\u00FF', Greek: '\\u0370-\\u03FF', Cyrillic: '\\u0400-\\u04FF', Hebrew: '\\u0590-\\u05FF', Arabic: '\\u0600-\\u06FF' }

// A pattern of XPath as one of JavaScript's (flag v), null where it is none.
function pattern (text, flags, more = '') {
  if (!/^[smixq]*$/.test(flags)) return null
  const source = flags.includes('q') ? text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&') : translate(flags.includes('x') ? withoutSpaces(text) : text)
  if (source === null) return null
  try {
    return new RegExp(source, 'v' + [...new Set(flags.replace(/[xq]/g, ''))].join('') + more)
  } catch {
    return null
  }
}

function withoutSpaces (text) {
  let depth = 0
  return text.replace(/\\[[\]]|\[|\]|[\t\n\r ]/g, (found) => {
    if (found === '[') depth += 1
    if (found === ']') depth -= 1
    return /^\s$/.test(found) && depth === 0 ? '' : found
  })
}

function translate (text) {
  let [result, depth, first] = ['', 0, false]
  const opened = []
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '\\') {
      const escaped = text[at + 1]
      const block = /^\\([pP])\{Is([\w-]+)\}/.exec(text.slice(at))
      if (block) {
        if (!BLOCKS[block[2]]) return null
        result += `[${block[1] === 'P' ? '^' : ''}${BLOCKS[block[2]]}]`
        at += block[0].length - 1
        continue
      }
      if (escaped === undefined || /[0uxbBkaefghjloqvyzAEFGHJKLMNOQRTUVXYZ]/.test(escaped) || (depth > 0 && /\d/.test(escaped))) return null
      if (/[icIC]/.test(escaped)) result += `[${/[IC]/.test(escaped) ? '^' : ''}${CLASSES[escaped.toLowerCase()]}]`
      else result += /[-]/.test(escaped) ? '\\-' : /[&!#%,:;<=>@`~"']/.test(escaped) ? escaped : sign + escaped
      at += 1
    } else if (depth > 0) {
      if (sign === '[') {
        if (!/-$/.test(result)) return null
        const start = opened[opened.length - 1]
        result = `${result.slice(0, start)}[${result.slice(start).replace(/\\?-$/, '')}]--[`
        opened.push(result.length - 1)
        depth += 1
        first = true
        continue
      }
      if (sign === ']') { depth -= 1; opened.pop(); result += sign } else if (sign === '^' && first) { result += sign; continue } else if (/[(){}/|]/.test(sign)) result += '\\' + sign
      else if (sign === '-' && (first || text[at + 1] === ']')) result += '\\-'
      else result += /[&!#$%*+,.:;<=>?@`~]/.test(sign) && text[at + 1] === sign ? '\\' + sign : sign
    } else {
      if (sign === '[') { opened.push(result.length); depth += 1; result += sign; first = true; continue }
      if (sign === '(' && text[at + 1] === '?' && text[at + 2] !== ':') return null
      result += sign === ']' || sign === '}' && !/\{[\d,]+$/.test(result) && !/\\[pP]\{[\w]+$/.test(result) ? '\\' + sign : sign
    }
    first = false
  }
  return depth === 0 ? result : null
}

define('matches(input: string, pattern: string, flags: string~)', (input, text, flags) => {
  const found = pattern(text, flags ?? '')
  return found === null ? null : found.test(input)
})

define('replace(input: string, pattern: string, replacement: string, flags: string~)', (input, text, replacement, flags) => {
  const found = pattern(text, flags ?? '', 'g')
  if (found === null) return null
  if ((flags ?? '').includes('q')) return input.replace(found, () => replacement)
  if (/\\(?![\\$])|\\$/.test(replacement.replace(/\\[\\$]/g, '')) || /\$(?!\d)/.test(replacement.replace(/\\[\\$]/g, ''))) return null
  const groups = new RegExp(found.source + '|', 'v').exec('').length - 1
  return input.replace(found, (...given) => replacement.replace(/\\([\\$])|\$(\d+)/g, (whole, plain, digits) => {
    if (plain) return plain
    let number = digits
    while (number.length > 1 && Number(number) > groups) number = number.slice(0, -1)
    return (Number(number) <= groups ? given[Number(number)] ?? '' : '') + digits.slice(number.length)
  }))
})

define('split(string: string, delimiter: string)', (string, delimiter) => {
  const found = pattern(delimiter, '', 'g')
  if (found === null) return null
  const parts = []
  let from = 0
  for (const match of string.matchAll(found)) {
    if (match[0] === '') continue
    parts.push(string.slice(from, match.index))
    from = match.index + match[0].length
  }
  return [...parts, string.slice(from)]
})

