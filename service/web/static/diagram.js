// Draws each [data-diagram] with bpmn-js and puts the marks on it. Labels and words are text, never markup. The wheel scrolls the
// page; Ctrl and the wheel zooms; arrow keys scroll, plus and minus zoom, Escape leaves.
const Viewer = globalThis.BpmnNavigatedViewer
const STEP = 80

async function draw (view) {
  const answer = await fetch(view.dataset.diagram, { credentials: 'same-origin' })
  if (!answer.ok) throw new Error(`The diagram answered ${answer.status}`)
  const marks = JSON.parse(view.querySelector('[data-marks]').textContent)
  const place = document.createElement('div')
  place.className = 'tri-diagram__canvas'
  view.append(place)
  const viewer = new Viewer({ container: place, zoomScroll: { enabled: false } })
  viewer.get('eventBus').on('root.set', 100, () => offerWayBack(view, place))
  await viewer.importXML(await answer.text())
  view.querySelector('.tri-diagram__without').remove()
  mark(viewer, marks)
  frame(viewer, view, marks)
  listen(viewer, view)
  offerButtons(viewer, view, marks)
  view.dataset.drawn = 'yes'
}

function mark (viewer, marks) {
  const canvas = viewer.get('canvas')
  const elements = viewer.get('elementRegistry')
  const overlays = viewer.get('overlays')
  for (const [id, state, words] of marks) {
    if (!elements.get(id)) continue
    canvas.addMarker(id, `tri-mark--${state}`)
    const sign = document.createElement('span')
    sign.className = `tri-sign tri-sign--${state}`
    sign.textContent = words
    const position = state === 'incident' ? { bottom: 12, left: 4 } : state === 'done' ? { top: 3, right: 18 } : { top: -13, left: 4 }
    overlays.add(id, { position, html: sign })
  }
}

function frame (viewer, view, marks) {
  const canvas = viewer.get('canvas')
  const elements = viewer.get('elementRegistry')
  const last = (states) => marks.findLast(([id, state]) => states.includes(state) && elements.get(id))
  const here = last(['here', 'paused']) || last(['waiting'])
  const element = here && elements.get(here[0])
  if (view.dataset.fit === 'here' && element) {
    canvas.setRootElement(canvas.findRoot(element))
    canvas.zoom(1)
    const box = canvas.viewbox()
    canvas.viewbox({ x: element.x + element.width / 2 - box.width * 0.6, y: element.y + element.height / 2 - box.height / 2, width: box.width, height: box.height })
    return
  }
  fit(viewer, view)
}

function fit (viewer, view) {
  const canvas = viewer.get('canvas')
  const { inner } = canvas.viewbox()
  const scale = Math.max(0.45, Math.min(1, view.clientWidth / (inner.width + 40)))
  view.querySelector('.tri-diagram__canvas').style.height = `${Math.min(760, Math.max(200, Math.round((inner.height + 40) * scale)))}px`
  canvas.resized()
  canvas.zoom(1)
  const box = canvas.viewbox()
  canvas.viewbox({ x: inner.x - 20, y: inner.y - 20, width: box.outer.width / scale, height: box.outer.height / scale })
}

function listen (viewer, view) {
  const canvas = viewer.get('canvas')
  const moves = { ArrowLeft: { dx: STEP, dy: 0 }, ArrowRight: { dx: -STEP, dy: 0 }, ArrowUp: { dx: 0, dy: STEP }, ArrowDown: { dx: 0, dy: -STEP } }
  view.addEventListener('keydown', (event) => {
    if (event.target !== view || event.ctrlKey || event.metaKey || event.altKey) return
    if (moves[event.key]) canvas.scroll(moves[event.key])
    else if (event.key === '+' || event.key === '=') zoom(viewer, 1.25)
    else if (event.key === '-') zoom(viewer, 0.8)
    else if (event.key === 'Escape') return view.blur()
    else return
    event.preventDefault()
  })
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return
    event.preventDefault()
    zoom(viewer, event.deltaY < 0 ? 1.1 : 0.9)
  }, { passive: false })
}

function zoom (viewer, factor) {
  const canvas = viewer.get('canvas')
  canvas.zoom(Math.min(3, Math.max(0.2, canvas.zoom() * factor)))
}

// The library draws the way back out of a part for the mouse alone. It is drawn anew with each part, and the focus goes with it.
function offerWayBack (view, place) {
  for (const crumb of place.querySelectorAll('.bjs-breadcrumbs li:not(:last-of-type) a')) {
    crumb.tabIndex = 0
    crumb.setAttribute('role', 'button')
    crumb.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      crumb.click()
    })
  }
  if (view.dataset.drawn) view.focus({ preventScroll: true })
}

function offerButtons (viewer, view, marks) {
  const caption = view.parentElement.querySelector('figcaption')
  const group = document.createElement('span')
  group.className = 'tri-zoom'
  const actions = [['Larger', () => zoom(viewer, 1.25)], ['Smaller', () => zoom(viewer, 0.8)], ['Whole', () => fit(viewer, view)]]
  for (const [words, action] of actions) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = words
    button.addEventListener('click', action)
    group.append(button)
  }
  caption.prepend(group)
}

for (const view of document.querySelectorAll('[data-diagram]')) {
  draw(view).catch((error) => {
    view.querySelector('.tri-diagram__canvas')?.remove()
    console.error(error)
  })
}
