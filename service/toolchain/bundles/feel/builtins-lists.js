// Lists: what counts, picks, joins and sorts.
import { arithmetic } from './arithmetic.js'
import { equals, order } from './compare.js'
import { define, invoke } from './functions.js'

// A list given as one value, or as several values in a row.
const spread = (given) => given.length === 1 && Array.isArray(given[0]) ? given[0] : given
const overItems = (name, body) => define(`${name}(...list: any)`, (given) => given.length === 0 ? null : body(spread(given)))
const same = (a, b) => equals(a, b) === true
const has = (list, value) => list.some((each) => same(each, value))
const unique = (list) => list.reduce((found, each) => has(found, each) ? found : [...found, each], [])
const numbers = (list) => list.every((each) => typeof each === 'number')
const finite = (value) => Number.isFinite(value) ? value : null

function best (list, wanted) {
  let found = null
  for (const each of list) {
    if (each === null) return null
    if (found === null) { found = each; continue }
    const compared = order(each, found)
    if (compared === null) return null
    if (compared === wanted) found = each
  }
  return found === null || list.length === 1 && order(found, found) === null ? null : found
}

const plus = arithmetic('+')
const total = (list) => list.length === 0 || list.includes(null) ? null : list.slice(1).reduce(plus, list[0])

overItems('min', (list) => best(list, -1))
overItems('max', (list) => best(list, 1))
overItems('sum', (list) => numbers(list) || list.every((each) => each?.seconds !== undefined || each?.months !== undefined) ? total(list) : null)
overItems('mean', (list) => numbers(list) || list.every((each) => each?.seconds !== undefined || each?.months !== undefined) ? arithmetic('/')(total(list), list.length) : null)
overItems('product', (list) => list.length && numbers(list) ? finite(list.reduce((made, each) => made * each, 1)) : null)
overItems('median', (list) => {
  if (!list.length || !numbers(list)) return null
  const sorted = [...list].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
})
overItems('stddev', (list) => {
  if (list.length < 2 || !numbers(list)) return null
  const mean = list.reduce((sum, each) => sum + each, 0) / list.length
  return Math.sqrt(list.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (list.length - 1))
})
overItems('mode', (list) => {
  if (!numbers(list)) return null
  const counts = new Map()
  for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return [...counts].filter(([, count]) => count === most).map(([value]) => value).sort((a, b) => a - b)
})
overItems('all', (list) => list.includes(false) ? false : list.every((each) => each === true) ? true : null)
overItems('any', (list) => list.includes(true) ? true : list.every((each) => each === false) ? false : null)

define('not(negand: any)', (negand) => typeof negand === 'boolean' ? !negand : null)
define('list contains(list: list, element: any)', (list, element) => has(list, element))
define('count(list: list)', (list) => list.length)
const whole = (position, length) => Number.isInteger(position) && position !== 0 && Math.abs(position) <= length
const place = (position, length) => position < 0 ? length + position : position - 1

define('sublist(list: list, start position: number, length: number?)', (list, start, length = null) => {
  if (!whole(start, list.length) || (length !== null && (length < 1 || place(start, list.length) + length > list.length))) return null
  const from = place(start, list.length)
  return list.slice(from, length === null ? undefined : from + Math.trunc(length))
})
define('append(list: list, ...item: any)', (list, items) => [...list, ...items])
define('concatenate(...list: any)', (lists) => lists.includes(null) ? null : lists.flatMap((each) => Array.isArray(each) ? each : [each]))
define('union(...list: any)', (lists) => lists.includes(null) ? null : unique(lists.flatMap((each) => Array.isArray(each) ? each : [each])))
define('insert before(list: list, position: number, newItem: any)', (list, position, item) => whole(position, list.length) ? list.toSpliced(place(position, list.length), 0, item) : null)
define('remove(list: list, position: number)', (list, position) => whole(position, list.length) ? list.toSpliced(place(position, list.length), 1) : null)
define('list replace(list: list, position: number, newItem: any)', (list, position, item) => whole(position, list.length) ? list.with(place(position, list.length), item) : null)
define('list replace(list: list, match: function, newItem: any)', (list, match, item) => {
  if (match.parameters.length !== 2) return null
  const answers = list.map((each) => invoke(match, [each, item]))
  return answers.every((each) => typeof each === 'boolean') ? list.map((each, at) => answers[at] ? item : each) : null
})
define('reverse(list: list)', (list) => [...list].reverse())
define('index of(list: list, match: any)', (list, match) => list.flatMap((each, at) => same(each, match) ? [at + 1] : []))
define('distinct values(list: list)', unique)
define('duplicate values(list: list)', (list) => unique(list.filter((each) => list.filter((other) => same(each, other)).length > 1)))
define('flatten(list: list)', (list) => list.flat(Infinity))
define('is empty(list: list)', (list) => list.length === 0)
define('partition(list: list, size: number)', (list, size) => {
  if (!(size >= 1)) return null
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
})

define('sort(list: list, precedes: function?)', (list, precedes = null) => {
  if (precedes !== null && precedes.parameters.length !== 2) return null
  const before = precedes === null ? (a, b) => order(a, b) === null ? null : order(a, b) < 0 : (a, b) => invoke(precedes, [a, b])
  return merge(list, before)
})

// A stable merge sort, because what comes first is asked of FEEL and may be no order at all.
function merge (list, before) {
  if (list.length < 2) return [...list]
  const middle = Math.floor(list.length / 2)
  const [left, right] = [merge(list.slice(0, middle), before), merge(list.slice(middle), before)]
  if (left === null || right === null) return null
  const sorted = []
  while (left.length && right.length) {
    const answer = before(right[0], left[0])
    if (typeof answer !== 'boolean') return null
    sorted.push((answer ? right : left).shift())
  }
  return [...sorted, ...left, ...right]
}

