export { type ImageModelOptions, loadImageModel } from "./embedding/tfjs-image-model.ts";
