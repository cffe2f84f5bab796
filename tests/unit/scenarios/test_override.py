import pytest

from engine.scenarios import override_sentence


@pytest.mark.parametrize(
    ("action", "where", "value", "sentence"),
    [
        ("multiply", "customer.region=West", "1.2", "multiply demand.quantity by 1.2 where customer.region = West"),
        ("add", "period=", "-5", 'add -5 to demand.quantity where period = ""'),
        ("set", "", "7", "set demand.quantity to 7 in every row"),
        ("set", "", "", "set demand.quantity to blank in every row"),
        ("include", "region = West", "", "include demand where region = West"),
        ("exclude", "", "", "exclude demand in every row"),
        ("insert", "customer=Reno;quantity=1", "", "insert into demand: customer = Reno; quantity = 1"),
        ("delete", "customer=Reno", "", "delete rows of demand where customer = Reno"),
        ("delete", "", "", "delete every row of demand"),
        ("set", "customer Reno", "1", "set demand.quantity to 1 where customer Reno"),
    ],
)
def test_that_an_override_reads_as_a_sentence(action: str, where: str, value: str, sentence: str):
    row = {"table": "demand", "where": where, "column": "quantity", "action": action, "value": value, "order": 1.0}

    assert override_sentence(row) == sentence
