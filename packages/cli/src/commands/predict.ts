import { ChainlearnError, type Sample } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { encodeInput, parseSample, readSamples } from "../data/samples.ts";
import type { Deployed, Session } from "../session.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions } from "./options.ts";

interface From {
  readonly sample?: string | undefined;
  readonly input?: string | undefined;
  readonly file?: string | undefined;
}

async function* samplesOf(
  { sample, input, file }: From,
  session: Session,
  { composition }: Deployed,
): AsyncGenerator<{ readonly sample: Sample; readonly label: number | undefined }> {
  if ([sample, input, file].filter((given) => given !== undefined).length !== 1)
    throw new ChainlearnError("argument_out_of_range", "give one of --sample, --input and --file.");
  if (sample !== undefined) yield { sample: parseSample(sample, composition), label: undefined };
  if (input !== undefined)
    yield { sample: await encodeInput(input, "--input", composition), label: undefined };
  if (file !== undefined) yield* readSamples(file, composition, session.environment);
}

/** `chainlearn predict`: labels for samples; free. */
export function predict(command: Command, run: Run): void {
  placeOptions(command)
    .description("Ask the deployed model for the labels of samples. Free: nothing is sent.")
    .option("--sample <json>", 'one sample, as {"indices": [3, 17]} or {"values": [5, -2]}')
    .option("--input <text>", "one input for the composition's encoder")
    .option(
      "--file <path>",
      'samples, one JSON object a line: {"sample": …} or {"input": …}; - is standard input',
    )
    .addHelpText(
      "after",
      examples(
        `chainlearn predict --sample '{"indices": [3, 17, 256]}'`,
        'chainlearn predict --chain sepolia --input "cheap watches"',
      ),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          const predictions: number[] = [];
          let labelled = 0;
          let right = 0;
          const progress = session.progress("predicted");
          for await (const { sample, label } of samplesOf(options, session, deployed)) {
            const predicted = await deployed.trainer.predict(sample, session);
            predictions.push(predicted);
            if (options.file !== undefined) progress(predictions.length, undefined);
            if (label === undefined) continue;
            labelled += 1;
            if (label === predicted) right += 1;
          }
          if (predictions.length === 0)
            throw new ChainlearnError("invalid_file", `${options.file} has no samples.`);
          if (options.file !== undefined) progress(predictions.length, predictions.length);
          const accuracy = labelled > 0 ? right / labelled : undefined;
          const share = accuracy === undefined ? "" : `\n${right} of ${labelled} have their label`;
          return {
            json: { predictions, ...(accuracy !== undefined && { labelled, right, accuracy }) },
            text: `${predictions.join("\n")}${share}`,
          };
        }),
      ),
    );
}
