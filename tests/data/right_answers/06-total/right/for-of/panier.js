'use strict'

var total = function (prix)
{
  var somme = 0
  for (const un of prix) somme += un
  console.log('total', somme)
  return somme
}
