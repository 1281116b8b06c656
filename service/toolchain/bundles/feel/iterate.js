// for, some and every: the names they bind from left to right, and what they make of each round.
import { order } from './compare.js'
import { fromDayNumber, dayNumber } from './temporal.js'
import { FeelDate, Range } from './values.js'
import { note } from './notes.js'
import { Scope } from './interpret.js'

export function iterate (c, children, kind, parts) {
  const binders = children(parts.find((each) => each.name === 'InExpressions')).map((each) => {
    const [name, , domain] = children(each)
    const [low, high] = children(domain).map((inner) => c.node(inner))
    const from = high ? (scope) => span(low(scope), high(scope)) : (scope) => elements(low(scope))
    return [c.name(name), from]
  })
  const body = c.node(parts[parts.length - 1])
  return (scope) => MAKERS[kind](rounds(binders, 0, scope), body)
}

// The rounds as scopes, or null where something is no list.
function rounds (binders, at, scope) {
  const [name, from] = binders[at]
  const values = from(scope)
  if (values === null) return null
  const found = []
  for (const value of values) {
    const inside = new Scope({ [name]: value }, scope)
    const inner = at + 1 < binders.length ? rounds(binders, at + 1, inside) : [inside]
    if (inner === null) return null
    for (const each of inner) found.push(each)
  }
  return found
}

export function elements (value) {
  if (Array.isArray(value)) return value
  if (value instanceof Range) {
    if (value.start === null || value.end === null) return null
    const all = span(value.start, value.end)
    if (all === null) return null
    return all.slice(value.startIncluded ? 0 : 1, value.endIncluded ? all.length : -1)
  }
  return value === null ? null : [value]
}

// Whole numbers or days from one to another, down where the first is the greater.
function span (start, end) {
  const days = start instanceof FeelDate && end instanceof FeelDate
  if (!days && !(Number.isInteger(start) && Number.isInteger(end))) return order(start, end) === null ? note('range') : null
  const [low, high] = days ? [dayNumber(start), dayNumber(end)] : [start, end]
  const step = low <= high ? 1 : -1
  return Array.from({ length: Math.abs(high - low) + 1 }, (_, each) => days ? fromDayNumber(low + each * step) : low + each * step)
}

const MAKERS = {
  for (scopes, body) {
    if (scopes === null) return null
    const partial = []
    for (const each of scopes) partial.push(body(new Scope({ partial }, each)) ?? null)
    return partial
  },
  some: (scopes, body) => judged(scopes, body, true),
  every: (scopes, body) => judged(scopes, body, false)
}

function judged (scopes, body, decisive) {
  if (scopes === null) return null
  let open = false
  for (const each of scopes) {
    const found = body(each)
    if (found === decisive) return decisive
    if (typeof found !== 'boolean') open = true
  }
  return open ? null : !decisive
}
