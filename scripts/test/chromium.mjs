import { findChromium, NO_CHROMIUM } from "../../test/support/chromium.mjs";

/** Why there is no Chromium; undefined if there is one. */
export const whyNoChromium = () => (findChromium() ? undefined : NO_CHROMIUM);
