import fc from 'fast-check';
import { moved, reaches } from '../../dashboard/graph/moved.ts';

const size = { w: 1_000, h: 600 };
const camera = fc.record({ k: fc.double({ min: 0.05, max: 3, noNaN: true }), x: fc.double({ min: -2_000, max: 2_000, noNaN: true }), y: fc.double({ min: -2_000, max: 2_000, noNaN: true }) }); // prettier-ignore

describe('a picture that is moved instead of drawn', () => {
  it('shows each point where the camera wants it, within half a pixel', () => {
    fc.assert(
      fc.property(camera, camera, fc.double({ min: -5_000, max: 5_000, noNaN: true }), (drawn, wanted, world) => {
        const margin = 256;
        const shift = moved(drawn, wanted, margin, 2);
        // Where that point was put on the larger canvas, and where that lands.
        const onCanvas = world * drawn.k + drawn.x + margin;
        const onScreen = onCanvas * shift.scale + shift.x - margin;
        expect(Math.abs(onScreen - (world * wanted.k + wanted.x))).toBeLessThan(0.26);
        expect(Math.abs(onScreen - (world * shift.camera.k + shift.camera.x))).toBeLessThan(1e-6);
      }),
    );
  });

  it('is moved by whole pixels of the device while nobody zooms', () => {
    const { x, y } = moved({ k: 1, x: 0.3, y: 0 }, { k: 1, x: 10.71, y: -3.2 }, 100, 2);
    expect([x * 2, y * 2].every(Number.isInteger)).toBe(true);
  });

  it('reaches as far as its margin, and is not stretched beyond recognition', () => {
    const by = (x: number, k = 1) => reaches(moved({ k: 1, x: 0, y: 0 }, { k, x, y: 0 }, 100, 1), size, 100);
    expect([by(100), by(-100), by(101), by(-101)]).toEqual([true, true, false, false]);
    expect([by(0, 1.2), by(0, 1.7), by(0, 0.5)]).toEqual([true, false, false]);
    // Smaller, it no longer covers the screen from where the margin ends.
    expect([by(50, 0.9), by(95, 0.9)]).toEqual([true, false]);
  });
});
