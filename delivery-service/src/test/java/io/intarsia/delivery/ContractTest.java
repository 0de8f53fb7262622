package io.intarsia.delivery;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.WidgetContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class ContractTest extends WidgetContract {}
