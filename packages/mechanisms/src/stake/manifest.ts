import { mechanismManifest } from "@chainlearn/core";

const MAX_UNITS = 2n ** 53n;
const MAX_SECONDS = 2n ** 40n - 1n;
const seconds = (name: string, fallback: bigint, description: string) => ({
  name,
  unit: "seconds",
  min: 0n,
  max: MAX_SECONDS,
  default: fallback,
  description,
});

/** Deposit, refund and take: right data gets its deposit back, wrong data loses it to those who were right. */
export const manifest = mechanismManifest({
  kind: "mechanism",
  id: "stake",
  version: "1.0.0",
  description:
    "A deposit per contribution, refunded when the model comes to agree, taken by validated contributors when it does not.",
  pool: [
    { name: "lastAdditionSeconds", bits: 40, signed: false },
    { name: "allValidated", bits: 40, signed: false },
  ],
  account: [{ name: "validated", bits: 40, signed: false }],
  record: [],
  roles: ["beneficiary"],
  params: [
    {
      name: "costWeightUnits",
      unit: "units",
      min: 0n,
      max: MAX_UNITS,
      description: "The deposit after one idle hour.",
    },
    {
      name: "minDepositUnits",
      unit: "units",
      min: 0n,
      max: MAX_UNITS,
      default: 0n,
      description: "Floor of the deposit.",
    },
    {
      name: "maxDepositUnits",
      unit: "units",
      min: 0n,
      max: MAX_UNITS,
      default: MAX_UNITS,
      description: "Cap of the deposit.",
    },
    seconds("refundWaitSeconds", 86_400n, "From this age on a contribution can be refunded or reported."),
    seconds("ownerWaitSeconds", 604_800n, "From this age on the beneficiary can take what is left."),
    seconds("anyWaitSeconds", 1_209_600n, "From this age on anyone can take what is left."),
  ],
  contradiction({ minDepositUnits, maxDepositUnits, refundWaitSeconds, ownerWaitSeconds, anyWaitSeconds }) {
    if (minDepositUnits! > maxDepositUnits!)
      return `minDepositUnits is ${minDepositUnits}; at most maxDepositUnits, ${maxDepositUnits}, is possible.`;
    for (const [name, wait] of Object.entries({ ownerWaitSeconds, anyWaitSeconds })) {
      if (wait! < refundWaitSeconds!)
        return `${name} is ${wait}; before ${refundWaitSeconds}, refundWaitSeconds, nobody could get a deposit back.`;
    }
    return undefined;
  },
  judge:
    () =>
    ({ action, contribution, found }) => {
      const { id } = contribution!;
      if (action === "refund") return [{ id, validity: "valid" }];
      if (action === "report") return [{ id, validity: "invalid" }];
      // What is left goes to somebody else, and nobody has said anything.
      return found === undefined ? [{ id, validity: "void" }] : [];
    },
  actions: [
    {
      name: "refund",
      record: "sample",
      args: [],
      payable: false,
      description: "The submitter gets back what is left, if the model now predicts the label.",
    },
    {
      name: "report",
      record: "sample",
      args: [],
      payable: false,
      description: "A validated contributor takes a share, if the model disagrees with the label.",
    },
    {
      name: "take",
      record: "hash",
      args: [],
      payable: false,
      description: "Late: anyone, or earlier the beneficiary, takes what is left.",
    },
  ],
  errors: {},
});
