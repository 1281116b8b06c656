// What went wrong while an expression ran: FEEL goes on with null, the caller decides whether that is good enough.

let found = []

export function note (kind, name = null) { found.push({ kind, name }); return null }

// Runs something and returns its value with the notes it left.
export function noting (action) {
  const before = found
  found = []
  try {
    const value = action()
    return { value, notes: found }
  } finally {
    found = before
  }
}
