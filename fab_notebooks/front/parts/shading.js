/* How a mesh is painted: one light material whose fragment shader draws findings as patterns, not as colours alone. */
import { DoubleSide, ShaderMaterial, Vector3 } from "three";

export const MARKS = { overhang: 1, thin: 2, other: 4 };

const vertexShader = `
attribute float mark;
varying vec3 seen;
varying vec3 place;
varying float marked;
void main() {
  vec4 at = modelViewMatrix * vec4(position, 1.0);
  seen = at.xyz;
  place = position;
  marked = mark;
  gl_Position = projectionMatrix * at;
}`;

const CUT = `
uniform vec3 cutAxis;
uniform float cutAt;
varying vec3 place;
void leaveOutWhatIsCut() { if (dot(place, cutAxis) > cutAt) discard; }`;

/* Facets are lit by the normal of what is on the screen: no normals travel. Inside faces are seen only through a cut. */
const fragmentShader = `${CUT}
varying vec3 seen;
varying float marked;
uniform vec3 plain;
uniform vec3 overhang;
uniform vec3 thin;
uniform vec3 other;
uniform float density;
float stripes(float width) { return step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / (width * density))); }
float dots(float width) {
  vec2 cell = fract(gl_FragCoord.xy / (width * density)) - 0.5;
  return step(length(cell), 0.30);
}
float squares(float width) {
  vec2 cell = floor(gl_FragCoord.xy / (width * density));
  return mod(cell.x + cell.y, 2.0);
}
void main() {
  leaveOutWhatIsCut();
  vec3 normal = normalize(cross(dFdx(seen), dFdy(seen)));
  float lamp = max(dot(normal, normalize(vec3(-0.45, 0.65, 0.75))), 0.0);
  float fill = max(dot(normal, normalize(vec3(0.8, -0.1, 0.5))), 0.0);
  float light = 0.42 + 0.52 * lamp + 0.16 * fill;
  vec3 colour = plain;
  int finding = int(marked + 0.5);
  if (finding >= 4) colour = mix(other, vec3(1.0), 0.75 * squares(6.0));
  else if (finding >= 2) colour = mix(thin, vec3(1.0), 0.85 * dots(9.0));
  else if (finding == 1) colour = mix(overhang, vec3(1.0), 0.75 * stripes(10.0));
  if (!gl_FrontFacing) gl_FragColor = vec4(mix(plain * 0.55, plain * 0.85, stripes(7.0)), 1.0);
  else gl_FragColor = vec4(colour * light, 1.0);
}`;

const nowhere = () => ({ cutAxis: { value: new Vector3(0, 0, 0) }, cutAt: { value: 1 } });

/** The material of the object; its uniforms are what a theme or a cut changes. */
export function surface() {
  return new ShaderMaterial({
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 1,
    uniforms: {
      ...nowhere(),
      plain: { value: new Vector3(0.25, 0.53, 0.75) },
      overhang: { value: new Vector3(0.85, 0.37, 0.01) },
      thin: { value: new Vector3(0.48, 0.15, 0.62) },
      other: { value: new Vector3(0.05, 0.05, 0.05) },
      density: { value: window.devicePixelRatio || 1 },
    },
  });
}

/** The material of the object's sharp edges, cut with it. */
export function outline() {
  return new ShaderMaterial({
    vertexShader: `varying vec3 place;
      void main() { place = position; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`,
    fragmentShader: `${CUT}
      void main() { leaveOutWhatIsCut(); gl_FragColor = vec4(0.05, 0.12, 0.2, 0.55); }`,
    transparent: true,
    uniforms: nowhere(),
  });
}
