// Everything works without this file. It adds: the folded menu on phones, focus on the error summary, counters of characters,
// filters open on a desk, and no second post from a double click. Radios and Checkboxes are left alone: CSS shows what depends
// on them, and GOV.UK's script would put aria-expanded on a radio.
import { Button, CharacterCount, ErrorSummary, ServiceNavigation, SkipLink, createAll } from './vendor/govuk-frontend.js'

createAll(Button, { preventDoubleClick: true })
createAll(CharacterCount)
createAll(ErrorSummary)
createAll(ServiceNavigation)
createAll(SkipLink)

if (matchMedia('(min-width: 48em)').matches) {
  document.querySelectorAll('details.tri-filter').forEach((filter) => { filter.open = true })
}

document.querySelectorAll('form[method="post"]').forEach((form) => {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
    setTimeout(() => { delete form.dataset.sent }, 3000)
  })
})
