/* The room the object stands in: plate, camera, pointer. Draws only when something changed. */
import {
  BufferGeometry,
  Float32BufferAttribute,
  LineBasicMaterial,
  LineSegments,
  PerspectiveCamera,
  Raycaster,
  Scene,
  Spherical,
  Vector2,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

import { Solid } from "./solid.js";

const FIELD_OF_VIEW_DEG = 32;
/* Directions the eye looks from, by name; never exactly along z, where "up" has no meaning. */
export const SIDES = {
  corner: [-0.62, -1, 0.72],
  front: [0, -1, 0.12],
  right: [1, 0, 0.12],
  top: [0, -0.001, 1],
  below: [-0.3, -0.6, -1],
};

export class Room {
  /** Throws where the browser can't draw in three dimensions. */
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 0.5, 5000);
    this.camera.up.set(0, 0, 1);
    this.solid = new Solid(() => this.draw());
    this.plate = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ transparent: true, opacity: 0.55 }));
    this.ruler = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ depthTest: false }));
    this.ruler.renderOrder = 2;
    this.scene.add(this.solid.group, this.plate, this.ruler);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener("change", () => this.draw());
    // The page scrolls under the wheel until the view is being used.
    this.controls.enableZoom = false;
    canvas.addEventListener("focus", () => { this.controls.enableZoom = true; });
    canvas.addEventListener("blur", () => { this.controls.enableZoom = false; });
    this.framed = false;
    this.frames = 0;
    this.resizing = new ResizeObserver(() => this.fit());
    this.resizing.observe(canvas.parentElement);
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio || 1, 2));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.renderer.render(this.scene, this.camera);
      this.frames += 1;
      this.onDrawn?.();
    });
  }

  /** Lines every 10 mm, and the edge of the plate; the object stands in the middle. */
  layPlate({ width_mm: width, depth_mm: depth }) {
    const points = [];
    const line = (x1, y1, x2, y2) => points.push(x1, y1, 0, x2, y2, 0);
    for (let x = 0; x <= width / 2; x += 10) for (const side of x ? [x, -x] : [0]) line(side, -depth / 2, side, depth / 2);
    for (let y = 0; y <= depth / 2; y += 10) for (const side of y ? [y, -y] : [0]) line(-width / 2, side, width / 2, side);
    for (const x of [-width / 2, width / 2]) line(x, -depth / 2, x, depth / 2);
    for (const y of [-depth / 2, depth / 2]) line(-width / 2, y, width / 2, y);
    this.plate.geometry.setAttribute("position", new Float32BufferAttribute(points, 3));
    this.draw();
  }

  paint({ lines, ruler, plain }) {
    this.plate.material.color.set(lines);
    this.ruler.material.color.set(ruler);
    const { r, g, b } = new LineBasicMaterial({ color: plain }).color.convertLinearToSRGB();
    this.solid.mesh.material.uniforms.plain.value.set(r, g, b);
    this.draw();
  }

  show(positions, faces, marks) {
    this.solid.show(positions, faces, marks);
    if (this.framed) {
      // The middle follows the object, so that turning stays round it; the eye keeps its place beside it.
      const middle = this.solid.box.getCenter(new Vector3());
      const moved = middle.clone().sub(this.controls.target);
      this.controls.target.copy(middle);
      this.camera.position.add(moved);
      this.controls.update();
    } else if (positions.length) {
      this.lookFrom("corner");
      this.framed = true;
    }
  }

  /** See the whole object from a side of SIDES, or from a direction. */
  lookFrom(side) {
    const direction = new Vector3(...(SIDES[side] ?? side)).normalize();
    const radius = Math.max(this.solid.box.getSize(new Vector3()).length() / 2, 1);
    const half = Math.tan((FIELD_OF_VIEW_DEG / 360) * Math.PI) * Math.min(1, this.camera.aspect);
    this.solid.box.getCenter(this.controls.target);
    this.camera.position.copy(this.controls.target).addScaledVector(direction, (radius * 1.12) / half);
    this.controls.update();
    this.draw();
  }

  /** Turn round the object, in degrees. */
  turn(sideways, upwards) {
    const away = this.camera.position.clone().sub(this.controls.target);
    const turned = new Vector3(away.x, away.z, -away.y); // three measures angles from y
    const angles = new Spherical().setFromVector3(turned);
    angles.theta += (sideways * Math.PI) / 180;
    angles.phi = Math.min(Math.max(angles.phi - (upwards * Math.PI) / 180, 0.01), Math.PI - 0.01);
    turned.setFromSpherical(angles);
    this.camera.position.copy(this.controls.target).add(new Vector3(turned.x, -turned.z, turned.y));
    this.controls.update();
  }

  /** Come nearer (below 1) or go away (above 1). */
  zoom(factor) {
    const away = this.camera.position.clone().sub(this.controls.target).multiplyScalar(factor);
    this.camera.position.copy(this.controls.target).add(away.clampLength(2, 3000));
    this.controls.update();
  }

  /** The point of the object under a place on the screen, from -1 to 1 both ways; null beside it. */
  pointAt(x, y) {
    const rays = new Raycaster();
    this.camera.updateMatrixWorld(); // a turn may not have been drawn yet
    rays.setFromCamera(new Vector2(x, y), this.camera);
    const hit = rays.intersectObject(this.solid.mesh).find(({ point }) => this.solid.has(point));
    return hit ? hit.point : null;
  }

  /** Crosses at the points, a line between two of them. */
  drawRuler(points) {
    const lines = [];
    const arm = this.camera.position.distanceTo(this.controls.target) * 0.012;
    for (const { x, y, z } of points) {
      lines.push(x - arm, y, z, x + arm, y, z, x, y - arm, z, x, y + arm, z, x, y, z - arm, x, y, z + arm);
    }
    if (points.length === 2) for (const { x, y, z } of points) lines.push(x, y, z);
    this.ruler.geometry.dispose();
    this.ruler.geometry = new BufferGeometry();
    this.ruler.geometry.setAttribute("position", new Float32BufferAttribute(lines, 3));
    this.draw();
  }

  dispose() {
    cancelAnimationFrame(this.waiting);
    this.resizing.disconnect();
    this.controls.dispose();
    this.solid.dispose();
    this.renderer.dispose();
  }
}
