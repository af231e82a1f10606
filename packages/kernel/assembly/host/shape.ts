// What the linker knows about a composition. Every function becomes a constant when the modules are merged.

/** 1 where the engine has 128-bit vectors. */
@external("shape", "simd") export declare function simd(): i32;
/** Bits of a state cell: 8, 16, 32 or 64. */
@external("shape", "lane") export declare function lane(): i32;
/** Number of state cells. */
@external("shape", "cells") export declare function cells(): i32;
@external("shape", "classes") export declare function classes(): i32;
/** Indices are below it. */
@external("shape", "features") export declare function features(): i32;
/** 1 where entries carry their index. */
@external("shape", "hasIndices") export declare function hasIndices(): i32;
/** 1 where entries carry a value. */
@external("shape", "hasValues") export declare function hasValues(): i32;
/** 2 or 4. */
@external("shape", "indexBytes") export declare function indexBytes(): i32;
/** Fraction bits of values. */
@external("shape", "valueBits") export declare function valueBits(): i32;
/** Upper bound of the entries of a sample. */
@external("shape", "maxEntries") export declare function maxEntries(): i32;
@external("shape", "hotCells") export declare function hotCells(): i32;
@external("shape", "scratchCells") export declare function scratchCells(): i32;

/** Where things lie in memory; bytes. */
/** 0 where the composition does not grow. */
@external("shape", "labelsAt") export declare function labelsAt(): usize;
@external("shape", "hotAt") export declare function hotAt(): usize;
/** Least and largest value of each hot cell, side by side. */
@external("shape", "boundsAt") export declare function boundsAt(): usize;
@external("shape", "logsAt") export declare function logsAt(): usize;
@external("shape", "scratchAt") export declare function scratchAt(): usize;
@external("shape", "sampleAt") export declare function sampleAt(): usize;
@external("shape", "indicesAt") export declare function indicesAt(): usize;
@external("shape", "valuesAt") export declare function valuesAt(): usize;
@external("shape", "stateAt") export declare function stateAt(): usize;
