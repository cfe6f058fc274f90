/* The object on the plate: buffers from the kernel, filled again in place while their length stays the same. */
import { Box3, BufferAttribute, BufferGeometry, EdgesGeometry, Group, LineSegments, Mesh, Vector3 } from "three";

import { outline, surface } from "./shading.js";

const EDGES_AFTER_MS = 200; // sharp edges cost more than the mesh: drawn once the hand rests
const EDGES_UP_TO = 120_000; // faces

/** Numbers of a kernel's buffer, copied only where it does not start on a whole number. */
export function numbers(view, Kind) {
  if (!view?.byteLength) return new Kind(0);
  const whole = view.byteOffset % Kind.BYTES_PER_ELEMENT === 0;
  const bytes = whole ? view : new Uint8Array(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return new Kind(bytes.buffer, bytes.byteOffset, bytes.byteLength / Kind.BYTES_PER_ELEMENT);
}

export class Solid {
  constructor(onChange) {
    this.onChange = onChange;
    this.geometry = new BufferGeometry();
    this.mesh = new Mesh(this.geometry, surface());
    this.mesh.frustumCulled = false;
    this.edges = new LineSegments(new BufferGeometry(), outline());
    this.edges.frustumCulled = false;
    this.group = new Group();
    this.group.add(this.mesh, this.edges);
    this.box = new Box3();
    this.filledInPlace = 0;
  }

  /** Show these vertices and faces; marks are one byte per face. */
  show(positions, faces, marks) {
    const corners = faces.length * 3;
    const same = this.geometry.getAttribute("position")?.array.length === corners;
    if (!same) {
      this.geometry.dispose();
      this.geometry = new BufferGeometry();
      this.geometry.setAttribute("position", new BufferAttribute(new Float32Array(corners), 3));
      this.geometry.setAttribute("mark", new BufferAttribute(new Float32Array(faces.length), 1));
      this.mesh.geometry = this.geometry;
    } else {
      this.filledInPlace += 1;
    }
    const place = this.geometry.getAttribute("position");
    const into = place.array;
    for (let corner = 0, at = 0; corner < faces.length; corner += 1) {
      const from = faces[corner] * 3;
      into[at++] = positions[from];
      into[at++] = positions[from + 1];
      into[at++] = positions[from + 2];
    }
    place.needsUpdate = true;
    this.box.makeEmpty();
    const point = new Vector3();
    for (let at = 0; at < positions.length; at += 3) {
      this.box.expandByPoint(point.set(positions[at], positions[at + 1], positions[at + 2]));
    }
    this.geometry.boundingBox = null;
    this.geometry.boundingSphere = null;
    this.mark(marks);
    this.drawEdgesSoon();
  }

  /** Paint the findings: the marks of each face, or none. */
  mark(marks) {
    const into = this.geometry.getAttribute("mark");
    if (!into) return;
    const painted = marks.length * 3 === into.array.length;
    for (let corner = 0; corner < into.array.length; corner += 1) {
      into.array[corner] = painted ? marks[(corner / 3) | 0] : 0;
    }
    into.needsUpdate = true;
    this.onChange();
  }

  /** Leave out what lies beyond `at` along an axis; no axis shows all. */
  cut(axis, at) {
    for (const { material } of [this.mesh, this.edges]) {
      material.uniforms.cutAxis.value.set(axis === "x" ? 1 : 0, axis === "y" ? 1 : 0, axis === "z" ? 1 : 0);
      material.uniforms.cutAt.value = axis ? at : 1;
    }
    this.cutAxis = axis;
    this.cutAt = at;
    this.onChange();
  }

  /** Whether a point is still there after the cut. */
  has(point) {
    return !this.cutAxis || point[this.cutAxis] <= this.cutAt + 1e-6;
  }

  drawEdgesSoon() {
    this.edges.visible = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { count } = this.geometry.getAttribute("position");
      if (count / 3 > EDGES_UP_TO) return;
      this.edges.geometry.dispose();
      this.edges.geometry = new EdgesGeometry(this.geometry, 28);
      this.edges.visible = true;
      this.onChange();
    }, EDGES_AFTER_MS);
  }

  dispose() {
    clearTimeout(this.timer);
    for (const each of [this.mesh, this.edges]) {
      each.geometry.dispose();
      each.material.dispose();
    }
  }
}
