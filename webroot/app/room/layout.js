/** How tiles share the room there is. No DOM. */

const RATIO = 16 / 10;

/**
 * The columns with which so many tiles get the largest, and that size, in pixels.
 *
 * @param {number} tiles
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 */
export function bestGrid(tiles, width, height, gap) {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, tiles); columns++) {
    const rows = Math.ceil(tiles / columns);
    const wide = (width - gap * (columns - 1)) / columns;
    const high = (height - gap * (rows - 1)) / rows;
    const size = { columns, width: Math.min(wide, high * RATIO), height: Math.min(high, wide / RATIO) };
    if (size.width > best.width + 0.5) best = size;
  }
  // Two or one on a phone held upright may be higher than wide: faces are.
  if (tiles <= 2 && height > width) {
    const high = Math.floor((height - gap * (tiles - 1)) / tiles);
    return { columns: 1, width: Math.floor(width), height: Math.min(high, Math.floor(width * 1.3)) };
  }
  return { columns: best.columns, width: Math.max(0, Math.floor(best.width)), height: Math.max(0, Math.floor(best.height)) };
}
