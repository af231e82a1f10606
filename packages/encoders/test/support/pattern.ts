/** Rings around a centre: an image that no data set has to be installed for. */
export const rings = (width: number, height: number): number[] =>
  Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) - 9, Math.floor(at / width) - 12];
    return ((x * x + y * y) * 7) % 256;
  });
