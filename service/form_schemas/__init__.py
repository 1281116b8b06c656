"""Form files: read, checked, drawn, posted, judged, put into words. One form-js file serves the modeller, our HTML and the
validator. Knows FEEL through the engine room; knows neither Flask nor a database."""

from service.form_schemas.choices import options_for
from service.form_schemas.drawing import draw
from service.form_schemas.drawn import DrawnCard, DrawnField, DrawnOption, DrawnPage, DrawnProblem, DrawnRow
from service.form_schemas.model import Directory, Field, Form, Kind, Option, Page
from service.form_schemas.posting import file_names, read_post, rearrange, refuse_upload
from service.form_schemas.reading import check, load
from service.form_schemas.samples import sample
from service.form_schemas.validation import validate
from service.form_schemas.words import answers_in_words

__all__ = [
    "Directory",
    "DrawnCard",
    "DrawnField",
    "DrawnOption",
    "DrawnPage",
    "DrawnProblem",
    "DrawnRow",
    "Field",
    "Form",
    "Kind",
    "Option",
    "Page",
    "answers_in_words",
    "check",
    "draw",
    "file_names",
    "load",
    "options_for",
    "read_post",
    "rearrange",
    "refuse_upload",
    "sample",
    "validate",
]
