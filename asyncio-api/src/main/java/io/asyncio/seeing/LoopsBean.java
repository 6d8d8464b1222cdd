package io.asyncio.seeing;

import io.asyncio.Loop;
import io.asyncio.fiber.CallSite;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link JvmInspector} in another process reads: the tasks of all loops of this JVM as text. An MBean, so that a JVM of
 * another version can read it; registered only when a first inspector asks, as the JVM's management takes time to load. There is one for
 * each copy of the library, as several class loaders may have one.
 */
final class LoopsBean implements DynamicMBean {
    /** The tree of each loop, as {@link Loop#dump()}. */
    static final String TREE = "Tree";

    /** One line for each task. */
    static final String TABLE = "Table";

    /** Finds all. */
    static final String PATTERN = "io.asyncio:type=Loops,*";

    private final Supplier<List<Loop>> loops;

    private LoopsBean(Supplier<List<Loop>> loops) {
        this.loops = loops;
    }

    /** Without effect if it is registered already. */
    static void register(Supplier<List<Loop>> loops) {
        String copy = Integer.toHexString(System.identityHashCode(LoopsBean.class));
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .registerMBean(new LoopsBean(loops), new ObjectName("io.asyncio:type=Loops,copy=" + copy));
        } catch (InstanceAlreadyExistsException asked) {
            // by an earlier inspector
        } catch (JMException e) {
            throw new IllegalStateException("Cannot register the MBean that shows event loops", e);
        }
    }

    @Override
    public Object getAttribute(@Nullable String attribute) throws AttributeNotFoundException {
        if (TREE.equals(attribute)) {
            return ofEach(LoopsBean::tree);
        }
        if (TABLE.equals(attribute)) {
            return ofEach(TaskTable::of);
        }
        throw new AttributeNotFoundException(attribute);
    }

    private String ofEach(Function<Loop, String> what) {
        return loops.get().stream().map(what).collect(Collectors.joining("\n"));
    }

    private static String tree(Loop loop) {
        Thread holder = loop.holder();
        String tree = loop.dump();
        if (holder == null) {
            return tree;
        }
        String site = CallSite.of(List.of(holder.getStackTrace()));
        return tree + "    " + loop.currentStep() + " holds the loop now " + site + "\n";
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        AttributeList values = new AttributeList();
        for (String attribute : attributes) {
            try {
                values.add(new Attribute(attribute, getAttribute(attribute)));
            } catch (AttributeNotFoundException e) {
                // is left out, as the interface says
            }
        }
        return values;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = {
            new MBeanAttributeInfo(
                    TREE, "java.lang.String", "Which task waits for which, and where", true, false, false),
            new MBeanAttributeInfo(TABLE, "java.lang.String", "The tasks, one a line", true, false, false)
        };
        return new MBeanInfo(LoopsBean.class.getName(), "Event loops of asyncio", attributes, null, null, null);
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName());
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    /** It has no operation. */
    @Override
    public Object invoke(String action, Object[] arguments, String[] signature) {
        throw new UnsupportedOperationException(action);
    }
}
