"""What may be written to forms: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import UNCHANGED, Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

MODEL_CONFIG_CHOICES = {
    '"': 'A "double" one',
    "\n": "A\nline break",
    "\u007b{ 1 }\u007d": "\u007b% raw %\u007d",
    "[[ 1 ]]": "[% raw %]",
    "</script>": "<script>alert('&amp;')</script>",
    "\\": "\\n\\",
    "سلام": "سلام \u202e bidi",
    "": "",
}

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "class",
    "from",
    "import",
    "json",
    "copy",
    "schema",
    "model_config",
    "metadata",
    "request",
    "form",
    "id_",
    "row",
    "key",
    "errors",
    "int",
    "items",
    "values",
    "名前",
)


class FormForm(Form):
    """The form of one form."""

    secret: ClassVar[frozenset[str]] = frozenset({"secret"})

    class_: Annotated[fields.Text, Field(max_length=255)] = Field(alias="class")

    from_: Annotated[fields.Text, Field(max_length=255)] = Field(alias="from")

    import_: Annotated[fields.Text, Field(max_length=255)] = Field(alias="import")

    json_: Annotated[fields.Text, Field(max_length=255)] = Field(alias="json")

    copy_: Annotated[fields.Text, Field(max_length=255)] = Field(alias="copy")

    schema_: Annotated[fields.Text, Field(max_length=255)] | None = Field(
        alias="schema"
    )

    model_config_: Annotated[
        fields.Text, Field(max_length=255), fields.one_of(MODEL_CONFIG_CHOICES)
    ] = Field(alias="model_config")

    metadata: Annotated[fields.Text, Field(max_length=255)]

    request: Annotated[fields.Text, Field(max_length=255)]

    form: Annotated[fields.Text, Field(max_length=255)]

    id_: Annotated[fields.Text, Field(max_length=255)]

    secret_: Annotated[fields.Text, Field(max_length=255)] = Field(
        default=UNCHANGED, alias="secret"
    )

    row: Annotated[fields.Text, Field(max_length=255)]

    key: Annotated[fields.Text, Field(max_length=255)]

    errors: Annotated[fields.Text, Field(max_length=255)]

    int: Annotated[fields.Text, Field(max_length=255)]

    items: Annotated[fields.Text, Field(max_length=255)]

    values_: Annotated[fields.Text, Field(max_length=255)] = Field(alias="values")

    名前: Annotated[fields.Text, Field(max_length=255)]
