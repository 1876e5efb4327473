"""CHR010: carts, filters and promises of shops."""

from __future__ import annotations

from lint_rules.finding import Severity
from lint_rules.rule import Invalid, Valid, phrases
from lint_rules.shapes import PhraseLine


class ShopResidue(PhraseLine):
    """Buttons, filters and labels of a shop were scraped with the text.

    ## Why it matters
    "Add to cart" stands below every product, and a category page repeats its sorting and its shipping terms in every
    language that the shop sells in. None of it says anything about the product, and a blog with a shop attached carries it
    on every page.

    ## How it is found
    Customary labels in ten languages, alone on their lines: carts and checkouts, stock and delivery, sorting and filtering,
    sizes and quantities, ratings. Labels that may be headings of an article as well ("Price", "Materials", "Delivery")
    count in company only. Prices alone on a line are not reported: they may be cells of a table.

    ## When it is right to keep
    In a test of shops or of their pages. Where products are the content, keep the description; its buttons can go.
    """

    code = "CHR010"
    severity = Severity.ERROR
    hint_severity = Severity.WARNING
    confidence = 0.99
    triggers = phrases("shop_residue")
    noun = "shop control"

    VALID = (
        Valid("Add to cart is the button that earns the money, and so the team tried it in eleven shades of green.\n"),
        Valid("Shipping\n\nThe strait is narrow here, and forty vessels pass it in a day.\n\nPrices\n\nThey rose again.\n"),
        Valid("Materials\n\nOak, brass and a little leather.\n\nMethod\n\nCut the oak to length.\n"),
        Valid("Free shipping\n\nA history of the merchant fleet without masters, from 1856 to the present day.\n"),
        Valid("The shelves were sold out by noon, and what was still in stock nobody wanted.\n"),
        Valid("Size\nColour\n\nThese two were all that the breeders looked at for a century, says Dr Moll.\n"),
        Valid("€ 4,50\n€ 6,20\n€ 11,00\n"),
        Valid("Der Warenkorb der Statistiker enthält seit Januar auch Hafermilch und Streamingdienste.\n"),
        Valid("Order\n\nThe speaker called for it three times before the members sat down.\n"),
        Valid("On a compté deux cents personnes devant la boutique avant l'ouverture, et le panier moyen a doublé.\n"),
    )
    INVALID = (
        Invalid(
            "The kettle boils a litre in four minutes.\n⟦Add to basket⟧\nIt weighs a kilogram.\n",
            fixed="The kettle boils a litre in four minutes.\nIt weighs a kilogram.\n",
        ),
        Invalid("The kettle boils a litre.\n⟦Only 4 left⟧\n⟦Free delivery on orders over £40⟧\n"),
        Invalid("⟦Sort by price: low to high⟧\n⟦Showing 1–24 of 96 results⟧\nThe kettle boils a litre in four minutes.\n"),
        Invalid("The kettle boils a litre in four minutes.\n⟦Your basket is empty⟧\n⟦Continue shopping⟧\n"),
        Invalid("The kettle boils a litre.\n⟦Choose options⟧\n⟦Size guide⟧\n⟦Quantity:⟧\n⟦Only 3 left in stock⟧\n"),
        Invalid("Der Kessel kocht einen Liter in vier Minuten.\n⟦In den Warenkorb⟧\n⟦Sofort lieferbar⟧\n"),
        Invalid("La bouilloire chauffe un litre en quatre minutes.\n⟦Ajouter au panier⟧\n⟦En rupture de stock⟧\n"),
        Invalid("La tetera hierve un litro en cuatro minutos.\n⟦Añadir a la cesta⟧\n⟦Precio: de menor a mayor⟧\n"),
        Invalid("Il bollitore scalda un litro in quattro minuti.\n⟦Aggiungi al carrello⟧\n⟦Spedizione gratuita⟧\n"),
        Invalid("A chaleira ferve um litro em quatro minutos.\n⟦Adicionar ao carrinho⟧\n⟦Frete grátis⟧\n"),
        Invalid("De ketel kookt een liter in vier minuten.\n⟦In winkelmandje⟧\n⟦Op voorraad⟧\n"),
        Invalid("Kitteln kokar en liter på fyra minuter.\n⟦Lägg i varukorgen⟧\n⟦Fri frakt över 500 kr⟧\n"),
        Invalid("Pannu keittää litran neljässä minuutissa.\n⟦Lisää ostoskoriin⟧\n⟦Heti varastossa⟧\n"),
        Invalid("Czajnik gotuje litr w cztery minuty.\n⟦Dodaj do koszyka⟧\n⟦Darmowa dostawa⟧\n"),
    )
