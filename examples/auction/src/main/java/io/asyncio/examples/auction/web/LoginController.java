package io.asyncio.examples.auction.web;

import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.collect;

import io.asyncio.examples.auction.house.House;
import io.asyncio.examples.auction.house.WatchLists;
import io.asyncio.examples.auction.store.WatchRows;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;

/** A login for a demonstration: whoever says a name is called so, and nobody asks for a password. */
@RestController
class LoginController {
    private final House house;
    private final WatchLists watchLists;
    private final WatchRows watchRows;

    LoginController(House house, WatchLists watchLists, WatchRows watchRows) {
        this.house = house;
        this.watchLists = watchLists;
        this.watchRows = watchRows;
    }

    record Login(
            @NotNull
            @Pattern(
                    regexp = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,29}",
                    message = "has 1 to 30 letters, digits, spaces, dots or dashes, and begins with none of the latter")
            String name) {}

    /** {@code name} is null if nobody has logged in. */
    record Me(@Nullable String name) {}

    @GetMapping("/api/me")
    Me me(WebSession session) {
        return new Me(Bidder.orNull(session));
    }

    @PostMapping("/api/login")
    Me login(@Valid @RequestBody Login login, WebSession session) {
        await(session.changeSessionId()); // an id that somebody knew before is of no use now
        Bidder.set(session, login.name());
        collect(watchRows.of(login.name())).stream()
                .filter(house::shows)
                .forEach(auction -> watchLists.add(login.name(), auction));
        return new Me(login.name());
    }

    @PostMapping("/api/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(WebSession session) {
        await(session.invalidate());
    }
}
