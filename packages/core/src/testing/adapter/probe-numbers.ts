/** Numbers of the probe plugins (`@chainlearn/kernel/testing`); their kernels have them as literals. */

/** What an addition does, by its label. Up to 15 it is the model's `update`, from 16 on the mechanism's `add`. */
export const LABEL = {
  setOperand: 0,
  axpy: 1,
  dot: 2,
  norm: 3,
  setCell: 4,
  addCell: 5,
  getCell: 6,
  scratch: 7,
  value: 8,
  index: 9,
  count: 10,
  setHot: 11,
  getHot: 12,
  axpyAt: 13,
  dotAt: 14,
  getScratch: 15,
  pay: 16,
  leaveOne: 17,
  claimTwice: 18,
  reject: 19,
  negativeCost: 20,
  divideByDeposit: 21,
  setCells: 22,
  trainTooLargeLabel: 23,
  trainNegativeLabel: 24,
  readArgument: 25,
  facts: 26,
  unreachable: 27,
  enormousCost: 28,
  paid: 29,
} as const;

/** What an action does, by its first argument. Below 100 the result goes to pool cell 0. */
export const OPERATION = {
  first: 0,
  mulDiv: 1,
  isqrt: 2,
  log2: 3,
  exp2: 4,
  divide: 5,
  remainder: 6,
  divideUnsigned: 7,
  remainderUnsigned: 8,
  divide32: 9,
  getPool: 10,
  getAccount: 11,
  getRecord: 12,
  roles: 13,
  time: 14,
  paid: 15,
  echo: 16,
  recordTime: 17,
  recordLabel: 18,
  deposit: 19,
  left: 20,
  isSubmitter: 21,
  claim: 22,
  sampleCount: 23,
  sampleIndex: 24,
  sampleValue: 25,
  predictTwice: 26,
  setPool: 100,
  setAccount: 101,
  setRecord: 102,
  setLeft: 103,
  payCaller: 104,
  paySubmitter: 105,
  payTwice: 106,
  reason: 107,
  reject: 108,
  rejectLast: 109,
  rejectCatalogued: 110,
  unreachable: 111,
  train: 112,
  store: 113,
  both: 114,
} as const;

/** Added to the number of an account cell: the submitter's instead of the caller's. */
export const OF_SUBMITTER = 8n;
/** A first value of a sample that makes the probe model's `predict` trap. */
export const POISON = 666;

export const MIN = -(2n ** 63n);
export const MAX = 2n ** 63n - 1n;
