package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import org.springframework.beans.PropertyValue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/** Puts a {@link TaskTransactionInterceptor} in the place of Spring's interceptor, before there are proxies that have it. */
final class TransactionsInTasks extends SpringsReplacement {
    TransactionsInTasks(ConfigurableApplicationContext application, ObjectProvider<Loop> loops) {
        super(application, loops);
    }

    @Override
    Object inPlaceOf(Object bean, String name) {
        return bean.getClass() == TransactionInterceptor.class ? inTasks((TransactionInterceptor) bean, name) : bean;
    }

    private TransactionInterceptor inTasks(TransactionInterceptor springs, String name) {
        TaskTransactionInterceptor interceptor = new TaskTransactionInterceptor(loops);
        interceptor.setTransactionManager(springs.getTransactionManager());
        interceptor.setTransactionAttributeSource(springs.getTransactionAttributeSource());
        setManagerGivenByXml(interceptor, name);
        return interceptor;
    }

    private void setManagerGivenByXml(TransactionInterceptor interceptor, String name) {
        PropertyValue manager = application
                .getBeanFactory()
                .getMergedBeanDefinition(name)
                .getPropertyValues()
                .getPropertyValue("transactionManagerBeanName");
        if (manager != null) {
            interceptor.setTransactionManagerBeanName(String.valueOf(manager.getValue()));
        }
    }
}
