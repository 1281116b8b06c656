// Allen's relations between points and ranges, as tables 78 and 79 of DMN 1.5 define them.
import { equals, includes, order } from './compare.js'
import { define } from './functions.js'
import { Range } from './values.js'

const less = (a, b) => { const found = order(a, b); if (found === null) throw new Unordered(); return found < 0 }
const same = (a, b) => equals(a, b) === true
class Unordered extends Error {}

// A relation of two values; null where they have no order.
function relate (name, first, second, body) {
  const [one, other] = [first, second].map((each) => each.split(':'))
  define(`${name}(${one[0]}: ${one[1]}, ${other[0]}: ${other[1]})`, (a, b) => {
    if ([a, b].some((each) => each === null || (each instanceof Range && each.start === null && each.end === null))) return null
    try {
      return body(a, b)
    } catch (error) {
      if (error instanceof Unordered) return null
      throw error
    }
  })
}

const startsAfterOrAt = (b, a) => less(a.start, b.start) || (same(a.start, b.start) && (a.startIncluded || !b.startIncluded))
const endsBeforeOrAt = (b, a) => less(b.end, a.end) || (same(a.end, b.end) && (a.endIncluded || !b.endIncluded))

function before (a, b) {
  if (a instanceof Range && b instanceof Range) return less(a.end, b.start) || (same(a.end, b.start) && !(a.endIncluded && b.startIncluded))
  if (a instanceof Range) return less(a.end, b) || (same(a.end, b) && !a.endIncluded)
  if (b instanceof Range) return less(a, b.start) || (same(a, b.start) && !b.startIncluded)
  return less(a, b)
}
const meets = (a, b) => a.endIncluded && b.startIncluded && same(a.end, b.start)
const holds = (a, b) => b instanceof Range ? startsAfterOrAt(b, a) && endsBeforeOrAt(b, a) : includes(a, b)
const touches = (a, b) => less(b.start, a.end) || (same(b.start, a.end) && a.endIncluded && b.startIncluded)
const overlapsBefore = (a, b) => (less(a.start, b.start) || (same(a.start, b.start) && a.startIncluded && !b.startIncluded)) &&
  touches(a, b) && (less(a.end, b.end) || (same(a.end, b.end) && (!a.endIncluded || b.endIncluded)))
const finishes = (a, b) => a instanceof Range
  ? same(a.end, b.end) && a.endIncluded === b.endIncluded && startsAfterOrAt(a, b)
  : b.endIncluded && same(a, b.end)
const starts = (a, b) => a instanceof Range
  ? same(a.start, b.start) && a.startIncluded === b.startIncluded && endsBeforeOrAt(a, b)
  : b.startIncluded && same(a, b.start)
const coincides = (a, b) => {
  if (a instanceof Range !== b instanceof Range) return null
  if (!(a instanceof Range)) return order(a, b) === null ? null : same(a, b)
  return same(a.start, b.start) && same(a.end, b.end) && a.startIncluded === b.startIncluded && a.endIncluded === b.endIncluded
}
const swapped = (body) => (a, b) => body(b, a)

relate('before', 'value1:any', 'value2:any', before)
relate('after', 'value1:any', 'value2:any', swapped(before))
relate('meets', 'range1:range', 'range2:range', meets)
relate('met by', 'range1:range', 'range2:range', swapped(meets))
relate('overlaps', 'range1:range', 'range2:range', (a, b) => touches(a, b) && touches(b, a))
relate('overlaps before', 'range1:range', 'range2:range', overlapsBefore)
relate('overlaps after', 'range1:range', 'range2:range', swapped(overlapsBefore))
relate('finishes', 'value:any', 'range:range', finishes)
relate('finishes', 'range1:range', 'range2:range', finishes)
relate('finished by', 'range:range', 'value:any', swapped(finishes))
relate('finished by', 'range1:range', 'range2:range', swapped(finishes))
relate('includes', 'range:range', 'value:any', holds)
relate('includes', 'range1:range', 'range2:range', holds)
relate('during', 'value:any', 'range:range', swapped(holds))
relate('during', 'range1:range', 'range2:range', swapped(holds))
relate('starts', 'value:any', 'range:range', starts)
relate('starts', 'range1:range', 'range2:range', starts)
relate('started by', 'range:range', 'value:any', swapped(starts))
relate('started by', 'range1:range', 'range2:range', swapped(starts))
relate('coincides', 'value1:any', 'value2:any', coincides)
relate('before', 'range1:any', 'range2:any', before)
relate('after', 'range1:any', 'range2:any', swapped(before))
for (const [name, body] of [['before', before], ['after', swapped(before)], ['coincides', coincides]]) {
  for (const [one, other] of [['point1:any', 'point2:any'], ['point:any', 'range:range'], ['range:range', 'point:any'], ['range1:range', 'range2:range']]) relate(name, one, other, body)
}
for (const [name, body] of [['finishes', finishes], ['starts', starts], ['during', swapped(holds)]]) relate(name, 'point:any', 'range:range', body)
for (const [name, body] of [['finished by', swapped(finishes)], ['started by', swapped(starts)], ['includes', holds]]) relate(name, 'range:range', 'point:any', body)
