// ici
