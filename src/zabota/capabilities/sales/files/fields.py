"""The columns a file of orders may have, as people call them in Russian and in English."""

from zabota.foundation.importing import FieldKind, FieldSpec

ORDER_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(
        name="ordered",
        kind=FieldKind.MOMENT,
        required=True,
        synonyms=(
            "date", "order date", "invoice date", "invoicedate", "ordered at", "order_date", "created at", "timestamp",
            "purchase date", "sale date", "transaction date", "datetime", "дата", "дата заказа", "дата продажи",
            "дата покупки", "дата чека", "дата документа", "дата и время", "дата создания", "день", "период",
        ),
    ),
    FieldSpec(
        name="number",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "order", "order number", "order no", "order id", "order_id", "invoice", "invoice no", "invoiceno",
            "invoice number", "receipt", "receipt number", "transaction id", "document", "№", "номер", "заказ",
            "номер заказа", "№ заказа", "чек", "номер чека", "№ чека", "номер документа", "документ", "id заказа",
            "код заказа", "счёт", "номер счёта",
        ),
    ),
    FieldSpec(
        name="customer_key",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "customer", "customer id", "customerid", "customer_id", "client id", "client_id", "user id", "user_id",
            "buyer id", "customer no", "card number", "loyalty card", "cust", "код клиента", "id клиента", "клиент id",
            "код покупателя", "id покупателя", "номер клиента", "карта", "номер карты", "карта лояльности",
            "дисконтная карта", "код контрагента",
        ),
    ),
    FieldSpec(
        name="customer_name",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "customer name", "name", "full name", "buyer", "buyer name", "client", "client name", "имя", "фио",
            "ф.и.о.", "клиент", "покупатель", "имя клиента", "фио клиента", "имя покупателя", "фио покупателя",
            "получатель", "заказчик",
        ),
    ),
    FieldSpec(
        name="company",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "company", "organisation", "organization", "firm", "legal name", "компания", "организация", "юрлицо",
            "юридическое лицо", "контрагент", "фирма",
        ),
    ),
    FieldSpec(
        name="phones",
        kind=FieldKind.PHONES,
        lenient=True,
        synonyms=(
            "phone", "phones", "mobile", "phone number", "telephone", "tel", "телефон", "телефоны", "мобильный",
            "номер телефона", "тел", "тел.", "моб. телефон", "телефон клиента", "контактный телефон",
        ),
    ),
    FieldSpec(
        name="emails",
        kind=FieldKind.EMAILS,
        lenient=True,
        synonyms=(
            "email", "e-mail", "mail", "emails", "email address", "почта", "эл. почта", "электронная почта",
            "емейл", "имейл", "адрес эл. почты", "email клиента",
        ),
    ),
    FieldSpec(
        name="amount",
        kind=FieldKind.MONEY,
        synonyms=(
            "amount", "total", "sum", "revenue", "order total", "order amount", "net amount", "line total", "value",
            "total price", "sales", "paid", "grand total", "сумма", "итого", "сумма заказа", "сумма чека", "всего",
            "выручка", "оплачено", "к оплате", "сумма продажи", "стоимость", "сумма со скидкой", "сумма, руб",
        ),
    ),
    FieldSpec(
        name="price",
        kind=FieldKind.PRICE,
        by_values=False,
        synonyms=(
            "price", "unit price", "unitprice", "unit_price", "item price", "цена", "цена за единицу", "цена за шт",
            "цена со скидкой", "цена продажи",
        ),
    ),
    FieldSpec(
        name="quantity",
        kind=FieldKind.QUANTITY,
        by_values=False,
        synonyms=(
            "quantity", "qty", "units", "count", "items", "pieces", "cds", "количество", "кол-во", "кол во", "шт",
            "штук", "единиц", "кол.",
        ),
    ),
    FieldSpec(
        name="cost",
        kind=FieldKind.MONEY,
        by_values=False,
        synonyms=(
            "cost", "cogs", "total cost", "cost of goods", "себестоимость", "сумма себестоимости", "закупка",
            "закупочная стоимость", "себестоимость продажи", "сумма закупки",
        ),
    ),
    FieldSpec(
        name="unit_cost",
        kind=FieldKind.PRICE,
        by_values=False,
        synonyms=(
            "unit cost", "unit_cost", "cost price", "purchase price", "закупочная цена", "цена закупки",
            "себестоимость единицы", "себестоимость за единицу", "входная цена",
        ),
    ),
    FieldSpec(
        name="margin",
        kind=FieldKind.MONEY,
        by_values=False,
        synonyms=(
            "margin", "profit", "gross profit", "gross margin", "маржа", "прибыль", "валовая прибыль", "наценка",
            "доход",
        ),
    ),
    FieldSpec(
        name="currency",
        kind=FieldKind.CURRENCY,
        by_values=False,
        synonyms=("currency", "currency code", "валюта", "код валюты"),
    ),
    FieldSpec(
        name="sku",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "sku", "stock code", "stockcode", "product code", "product id", "item code", "item id", "product_id",
            "article", "barcode", "артикул", "код товара", "код номенклатуры", "id товара", "штрихкод", "арт.",
        ),
    ),
    FieldSpec(
        name="product",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "product", "product name", "item", "description", "item name", "goods", "товар", "наименование",
            "номенклатура", "название", "название товара", "наименование товара", "продукт", "позиция", "услуга",
        ),
    ),
    FieldSpec(
        name="category",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "category", "product category", "group", "product group", "department", "категория", "группа",
            "группа товаров", "товарная группа", "раздел", "вид номенклатуры", "категория товара",
        ),
    ),
    FieldSpec(
        name="branch",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "branch", "store", "shop", "outlet", "location", "магазин", "филиал", "точка", "торговая точка",
            "подразделение", "склад", "салон",
        ),
    ),
    FieldSpec(
        name="channel",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=("channel", "sales channel", "канал", "канал продаж", "способ заказа", "площадка"),
    ),
    FieldSpec(
        name="operation",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "type", "operation", "kind", "transaction type", "operation type", "тип", "операция", "вид операции",
            "тип операции", "тип документа", "вид документа", "признак расчёта",
        ),
    ),
    FieldSpec(
        name="returned_number",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=(
            "original order", "returned order", "original invoice", "refund of", "parent order", "исходный заказ",
            "возврат к заказу", "документ основание", "основание", "чек продажи", "исходный чек",
        ),
    ),
    FieldSpec(
        name="acquired",
        kind=FieldKind.DATE,
        lenient=True,
        by_values=False,
        synonyms=(
            "customer since", "registered", "registration date", "signup date", "дата регистрации", "клиент с",
            "дата первой покупки",
        ),
    ),
    FieldSpec(
        name="acquisition_source",
        kind=FieldKind.TEXT,
        by_values=False,
        synonyms=("source", "utm source", "utm_source", "acquisition source", "источник", "откуда узнали", "реклама"),
    ),
    FieldSpec(
        name="acquisition_cost",
        kind=FieldKind.MONEY,
        lenient=True,
        by_values=False,
        synonyms=("acquisition cost", "cac", "стоимость привлечения", "цена привлечения"),
    ),
)  # fmt: skip
