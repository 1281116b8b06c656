// Which names an expression takes from its context. Names inside a filter may be the element's own, so they are not told.

function * children (node) {
  for (let child = node.firstChild; child; child = child.nextSibling) yield child
}

export function freeNames (tree, text, isFunction) {
  const found = new Set()
  const textOf = (node) => text.slice(node.from, node.to).replace(/\s{2,}/g, ' ')

  function note (node, bound) {
    const name = textOf(node)
    if (!bound.has(name)) found.add(name)
  }

  // `for`, `some` and `every` bind their names from left to right; a function binds its parameters; a context its entries.
  function binding (node, bound) {
    const inner = new Set(bound)
    for (const child of children(node)) {
      if (child.name === 'InExpressions') {
        for (const each of children(child)) bind(each, inner)
      } else if (child.name === 'InExpression') bind(child, inner)
      else visit(child, inner)
    }
  }

  function bind (node, inner) {
    for (const child of children(node)) if (child.name !== 'Name') visit(child, inner)
    const name = node.getChild('Name')
    if (name) inner.add(textOf(name))
  }

  function entries (node, bound) {
    const inner = new Set(bound)
    for (const entry of children(node)) {
      if (entry.name !== 'ContextEntry') continue
      for (const child of children(entry)) if (child.name !== 'Key') visit(child, inner)
      const key = entry.getChild('Key')
      if (key) inner.add(textOf(key).replace(/^"|"$/g, ''))
    }
  }

  const visits = {
    VariableName: note,
    PathExpression: (node, bound) => visit(node.firstChild, bound),
    FilterExpression: (node, bound) => visit(node.firstChild, bound),
    ForExpression: (node, bound) => binding(node, new Set([...bound, 'partial'])),
    QuantifiedExpression: binding,
    FunctionDefinition (node, bound) {
      const parameters = node.getChild('FormalParameters')
      const names = parameters ? [...children(parameters)].map((each) => textOf(each).split(':')[0].trim()) : []
      const body = node.getChild('FunctionBody')
      if (body) visit(body, new Set([...bound, ...names]))
    },
    Context: entries,
    FunctionInvocation (node, bound) {
      const [called, ...rest] = children(node)
      if (!(called.name === 'VariableName' && isFunction(textOf(called)))) visit(called, bound)
      for (const child of rest) visit(child, bound)
    }
  }

  function visit (node, bound) {
    const special = visits[node.name]
    if (special) special(node, bound)
    else for (const child of children(node)) visit(child, bound)
  }

  visit(tree, new Set())
  found.delete('?')
  return [...found].sort()
}
