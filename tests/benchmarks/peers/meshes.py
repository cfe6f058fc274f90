"""What a peer needs for a job, run by the peers' own Python: `meshes.py PEER JOB FILE`; prints JSON.

Knows nothing of Atelier. Reading the file is not part of the time, but for the jobs that read or write files.
"""

import json
import os
import sys
import tempfile
import time

TIMES = 5
ENOUGH_S = 20.0  # a job that is this slow is not run again


def repeated(job):
    """Seconds of each run, and what the last one gave."""
    taken, result = [], None
    while len(taken) < TIMES and sum(taken) < ENOUGH_S:
        began = time.perf_counter()
        result = job()
        taken.append(time.perf_counter() - began)
    return taken, result


def trimesh_job(job, path):
    """Plain trimesh."""
    import trimesh

    folder = tempfile.mkdtemp()
    out = os.path.join(folder, "out.3mf")
    if job == "plate":

        def build():
            plate = trimesh.creation.box((150, 100, 5))
            plate.apply_translation((0, 0, 2.5))
            tools = []
            for x in range(6):
                for y in range(4):
                    shaft = trimesh.creation.cylinder(2.25, 7, sections=64)
                    shaft.apply_translation((x * 24 - 60, y * 24 - 36, 2.5))
                    cone = trimesh.creation.cone(4.5, 4.5, sections=64)
                    cone.apply_transform(trimesh.transformations.rotation_matrix(3.141592653589793, (1, 0, 0)))
                    cone.apply_translation((x * 24 - 60, y * 24 - 36, 5))
                    tools += [shaft, cone]
            return trimesh.boolean.difference([plate, *tools], engine="manifold")

        return *repeated(build), lambda mesh: mesh.is_volume
    if job == "3mf-load":
        mesh = trimesh.load_mesh(path, process=False)
        mesh.export(out)
        return *repeated(lambda: trimesh.load(out, file_type="3mf")), lambda scene: bool(scene.geometry)
    mesh = trimesh.load_mesh(path, process=not job.startswith("3mf"))

    def repair():
        # On a fresh copy, with nothing cached.
        copy = trimesh.Trimesh(mesh.vertices.copy(), mesh.faces.copy(), process=True)
        copy.update_faces(copy.nondegenerate_faces())
        copy.update_faces(copy.unique_faces())
        trimesh.repair.fix_winding(copy)
        trimesh.repair.fill_holes(copy)
        trimesh.repair.fix_normals(copy)
        return copy

    def check():
        copy = trimesh.Trimesh(mesh.vertices.copy(), mesh.faces.copy(), process=False)
        return copy.is_watertight, copy.is_winding_consistent, copy.volume, copy.body_count

    jobs = {
        "repair": (repair, lambda copy: copy.is_volume),
        "check": (check, lambda found: found[0]),
        "check-broken": (check, lambda found: not found[0]),
        "3mf-save": (lambda: mesh.export(out), lambda _: os.path.getsize(out) > 0),
    }
    run, good = jobs[job]
    return *repeated(run), good


def manifold_job(job, path):
    """Manifold alone: it takes a mesh only if it is closed."""
    import manifold3d
    import numpy as np
    import trimesh

    if job == "plate":

        def build():
            plate = manifold3d.Manifold.cube((150, 100, 5), True).translate((0, 0, 2.5))
            shaft = manifold3d.Manifold.cylinder(7, 2.25, 2.25, 64).translate((0, 0, -1))
            tool = shaft + manifold3d.Manifold.cylinder(4.5, 0, 4.5, 64).translate((0, 0, 0.5))
            tools = [tool.translate((x * 24 - 60, y * 24 - 36, 0)) for x in range(6) for y in range(4)]
            return manifold3d.Manifold.batch_boolean([plate, *tools], manifold3d.OpType.Subtract).to_mesh64()

        return *repeated(build), lambda mesh: len(mesh.tri_verts) > 100
    mesh = trimesh.load_mesh(path, process=True)
    points, rows = np.array(mesh.vertices, np.float32), np.array(mesh.faces, np.uint32)

    def check():
        solid = manifold3d.Manifold(manifold3d.Mesh(points, rows))
        return solid.status(), solid.volume(), len(solid.decompose())

    return *repeated(check), lambda found: found[0] == manifold3d.Error.NoError


def pymeshfix_job(job, path):
    """MeshFix."""
    import numpy as np
    import pymeshfix
    import trimesh

    mesh = trimesh.load_mesh(path, process=True)

    def repair():
        fix = pymeshfix.MeshFix(np.array(mesh.vertices), np.array(mesh.faces))
        fix.repair()
        return fix

    def good(fix):
        points = getattr(fix, "points", None)
        points = fix.v if points is None else points
        faces = getattr(fix, "faces", None)
        faces = fix.f if faces is None else faces
        return trimesh.Trimesh(points, faces, process=False).is_volume

    return *repeated(repair), good


def pymeshlab_job(job, path):
    """MeshLab's filters."""
    import pymeshlab

    folder = tempfile.mkdtemp()
    out = os.path.join(folder, "out.3mf")

    def loaded():
        meshes = pymeshlab.MeshSet(verbose=False)
        meshes.load_new_mesh(path)
        return meshes

    if job == "3mf-save":
        meshes = loaded()
        return *repeated(lambda: meshes.save_current_mesh(out)), lambda _: os.path.getsize(out) > 0
    if job == "3mf-load":
        loaded().save_current_mesh(out)
        return *repeated(lambda: pymeshlab.MeshSet(verbose=False).load_new_mesh(out)), lambda _: True
    if job == "check":
        meshes = loaded()
        meshes.apply_filter("meshing_remove_duplicate_vertices")

        def check():
            return meshes.apply_filter("get_topological_measures"), meshes.apply_filter("get_geometric_measures")

        return *repeated(check), lambda found: found[0]["boundary_edges"] == 0
    waiting = [loaded() for _ in range(TIMES)]

    def repair():
        meshes = waiting.pop()
        for name in (
            "meshing_remove_duplicate_vertices",
            "meshing_remove_duplicate_faces",
            "meshing_remove_null_faces",
            "meshing_repair_non_manifold_edges",
            "meshing_re_orient_faces_coherently",
        ):
            meshes.apply_filter(name)
        meshes.apply_filter("meshing_close_holes", maxholesize=100)
        return meshes

    def good(meshes):
        import trimesh

        found = meshes.current_mesh()
        return trimesh.Trimesh(found.vertex_matrix(), found.face_matrix(), process=False).is_volume

    return *repeated(repair), good


def cadquery_job(job, path):
    """Open CASCADE: exact surfaces, then triangles."""
    import cadquery

    def build():
        points = [(x * 24 - 60, y * 24 - 36) for x in range(6) for y in range(4)]
        plate = cadquery.Workplane("XY").box(150, 100, 5).faces(">Z").workplane().pushPoints(points)
        return plate.cskHole(4.5, 9, 90).val().tessellate(0.02)

    return *repeated(build), lambda mesh: len(mesh[1]) > 100


PEERS = {
    "trimesh": trimesh_job,
    "manifold3d": manifold_job,
    "pymeshfix": pymeshfix_job,
    "pymeshlab": pymeshlab_job,
    "cadquery": cadquery_job,
}

if __name__ == "__main__":
    peer, job, path = sys.argv[1:]
    seconds, result, good = PEERS[peer](job, path)
    print(json.dumps({"seconds": seconds, "good": bool(good(result))}))
