import pandas as pd
import pytest

from engine.changes import apply
from engine.errors import KnownError
from engine.network import Network
from engine.scenarios import effective
from engine.scenarios.axis import parse_axis
from engine.scenarios.sweep import sweep


@pytest.mark.parametrize(
    ("text", "name", "steps"),
    [
        ("demand.quantity=5,10.0", "demand.quantity", ["5", "10"]),
        ("demand.quantity=*1.10, *0.9", "demand.quantity", ["*1.1", "*0.9"]),
        ("demand.quantity=+100,-100,=7", "demand.quantity", ["+100", "-100", "7"]),
        ("facilities.fixed_cost==-5", "facilities.fixed_cost", ["-5"]),
        ("demand.quantity[region=West]=1", "demand.quantity[customer.region = West]", ["1"]),
        ('demand.quantity[region="a]b"]=1', "demand.quantity[customer.region = a]b]", ["1"]),
        ("demand.unmet_cost=,5", "demand.unmet_cost", ["blank", "5"]),
        ('customers.city="Paris, Texas",Rome', "customers.city", ["Paris, Texas", "Rome"]),
        (
            "facilities.status[facility = Denver]=open,closed",
            "facilities.status[facility = Denver]",
            ["open", "closed"],
        ),
        ("settings.co2_price=50,*2", "settings.value[name = co2_price]", ["50", "*2"]),
        ("lanes.unit_cost=ladder,3", "lanes.unit_cost", ["ladder", "3"]),
    ],
)
def test_that_an_axis_is_read(network: Network, text: str, name: str, steps: list[str]):
    axis = parse_axis(text, network)

    assert axis.name == name
    assert [str(step) for step in axis.steps] == steps


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quantity=1", "sweep-syntax"),
        ("demand.quantity", "sweep-syntax"),
        ('customers.city="Paris', "sweep-syntax"),
        ('customers.city="Paris" x', "sweep-syntax"),
        ("demnd.quantity=1", "sweep-table"),
        ("scenarios.parent=A", "sweep-table"),
        ("demand.amount=1", "override-column"),
        ("demand.product=Juice", "override-key-column"),
        ("demand.quantity[regoin = West]=1", "where-column-unknown"),
        ("demand.quantity[region West]=1", "where-syntax"),
        ("lanes.unit_cost[region = West]=1", "where-column-ambiguous"),
        ("demand.quantity[quantity = many]=1", "where-value"),
        ("demand.quantity=lots", "value-no-number"),
        ("demand.quantity=*many", "value-no-number"),
        ("demand.quantity==-5", "value-outside"),
        ("demand.quantity=5,", "value-blank"),
        ("customers.city=*2", "override-no-number"),
        ("customers.status=open", "value-choice"),
        ("settings.circuity=0.5", "value-outside"),
        ("settings.circuity[name = currency]=2", "sweep-syntax"),
        ("settings.currency=*2", "override-no-number"),
        ("settings.value[name = colour]=2", "override-setting"),
        ("demand.quantity=*1.1,*1.10", "sweep-value-twice"),
    ],
)
def test_that_an_axis_that_does_not_suit_is_refused(network: Network, text: str, code: str):
    with pytest.raises(KnownError) as caught:
        parse_axis(text, network)

    assert caught.value.code == code


def test_that_a_sweep_makes_every_combination_as_scenarios(network: Network):
    made = sweep(network, ["demand.quantity[region = West]=*1.5,*2", "settings.co2_price=50,100,150"])

    assert made.names[:2] == ("quantity *1.5, co2_price 50", "quantity *1.5, co2_price 100")
    assert len(set(made.names)) == 6
    assert made.grid["settings.value[name = co2_price]"].tolist() == ["50", "100", "150"] * 2

    grown = apply(network, made.change_set(network))
    result = effective(grown, "quantity *2, co2_price 150")

    assert result.network["demand"]["quantity"].tolist() == [20.0, 40.0, 60.0, 40.0]
    assert result.network.setting("co2_price") == "150"
    assert result.issues == ()


def test_that_the_scenarios_of_a_sweep_build_on_their_parent(network: Network):
    network = network.with_tables({"scenarios": pd.DataFrame({"scenario": ["Growth"]})})

    made = sweep(network, ["demand.quantity=1"], parent="Growth")

    assert made.names == ("Growth: quantity 1",)
    assert made.scenarios["parent"].tolist() == ["Growth"]
    assert made.scenarios["description"].tolist() == ["set demand.quantity to 1 in every row"]


def test_that_names_that_are_taken_are_not_given_again(network: Network):
    taken = pd.DataFrame({"scenario": ["quantity 1", "quantity 1 (2)"]})

    made = sweep(network.with_tables({"scenarios": taken}), ["demand.quantity=1,2"])

    assert made.names == ("quantity 1 (3)", "quantity 2")


def test_that_axes_of_one_column_are_told_apart_by_their_conditions(network: Network):
    made = sweep(network, ["demand.quantity[product = Water]=1", "demand.quantity[product = Juice]=2"])

    assert made.names == ("demand.quantity[product = Water] 1, demand.quantity[product = Juice] 2",)


def test_that_a_sweep_above_the_limit_is_refused_before_anything_is_made(network: Network):
    values = ",".join(str(number) for number in range(101))

    with pytest.raises(KnownError, match="101 × 101 = 10,201 scenarios; 10,000 are allowed"):
        sweep(network, [f"demand.quantity={values}", f"settings.co2_price={values}"])


def test_that_a_sweep_needs_an_axis_and_a_parent_that_exists(network: Network):
    with pytest.raises(KnownError, match="varies nothing"):
        sweep(network, [])
    with pytest.raises(KnownError, match="no scenario Nowhere"):
        sweep(network, ["demand.quantity=1"], parent="Nowhere")
