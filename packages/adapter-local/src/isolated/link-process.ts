// Runs as a process of its own: links the one model that it is sent.
import { linkedModel } from "../model/link.ts";
import { fromPortableModel, type PortableModel } from "./portable.ts";
import { type Answer, sentError } from "./protocol.ts";

process.once("message", (model: PortableModel) => {
  linkedModel(fromPortableModel(model))
    .then(
      (value): Answer => ({ value }),
      (error): Answer => ({ error: sentError(error) }),
    )
    .then((answer) => process.send!(answer, () => process.disconnect()));
});
