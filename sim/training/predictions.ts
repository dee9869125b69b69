/**
 * What a form answers for rows of scaled inputs, as fits are judged: by the code that answers when it trades, with the
 * whole of a row in the place of the market, and no quote to ask about.
 */
import { formOf } from "../../src/core/models/forms.ts";
import type { ModelForm } from "../../src/core/models/model-document.ts";
import { type Matrix, rowOf } from "./matrix.ts";

/** Of the rows `[from, to)`, in order. */
export function predictions(form: ModelForm, inputs: Matrix, from: number, to: number): Float64Array {
  const model = formOf(form, inputs.columnsCount, []);
  return Float64Array.from({ length: to - from }, (_, at) => {
    model.prepare(rowOf(inputs, from + at));
    return model.at(0, 0);
  });
}
