const total = prix => prix.reduce((somme, un) => somme + un, 0)
